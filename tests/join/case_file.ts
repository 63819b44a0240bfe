import * as z from "zod";
import { discoverySwitches } from "../support/control_plane/faults/discovery.ts";
import { issuanceSwitches } from "../support/control_plane/faults/issuance.ts";
import type { ControlPlaneOptions } from "../support/control_plane/mod.ts";

/** The options of one kind that can be written as JSON, by those of their names that are known. */
function options<T>(names: readonly string[]): z.ZodType<T> {
  return z.custom<T>(
    (value) =>
      typeof value === "object" && value !== null &&
      Object.keys(value).every((name) => names.includes(name)),
    { error: `may have: ${names.join(", ")}` },
  );
}

/** A fault and when it strikes, as the boards of the control plane take them. */
function faults<Name extends "faults" | "connections" | "watches">(): z.ZodType<
  NonNullable<ControlPlaneOptions[Name]>
> {
  return z.custom<NonNullable<ControlPlaneOptions[Name]>>(
    (value) =>
      Array.isArray(value) &&
      value.every((pair) => Array.isArray(pair) && typeof pair[0]?.kind === "string"),
    { error: "is a list of pairs [fault, matcher]" },
  );
}

const discovery = options<NonNullable<ControlPlaneOptions["discovery"]>>(
  Object.keys(discoverySwitches()),
);
const issuance = options<NonNullable<ControlPlaneOptions["issuance"]>>(
  Object.keys(issuanceSwitches()),
);
const partialEvent = z.record(z.string(), z.unknown());

/** What an administrator does while a join runs. */
const step = z.strictObject({
  /** The beginning, the first certificate request, or an event of the join. */
  when: z.union([z.literal("start"), z.literal("csr"), partialEvent]),
  afterMs: z.number().exactOptional(),
  do: z.enum([
    ...["approve", "deny", "delete", "replace", "set-config-source"] as const,
    ...["delete-token", "go-down", "come-up"] as const,
  ]),
});
export type Step = z.infer<typeof step>;

const expectation = z.strictObject({
  exit: z.number(),
  code: z.string().exactOptional(),
  phase: z.string().exactOptional(),
  messageIncludes: z.array(z.string()).default([]),
  causeIncludes: z.array(z.string()).default([]),
  hintIncludes: z.array(z.string()).default([]),
  events: z.array(partialEvent).default([]),
  noEvents: z.array(z.string()).default([]),
  requests: z.array(z.string()).exactOptional(),
  nothingWritten: z.boolean().default(false),
  kubeletRuns: z.boolean().exactOptional(),
  withinMs: z.number().default(5000),
});
export type Expectation = z.infer<typeof expectation>;

const run = z.strictObject({
  /** Default: a good join. */
  args: z.array(z.string()).exactOptional(),
  /** Added to them. */
  flags: z.array(z.string()).default([]),
  /** Switches that are set before this run. */
  issuance: issuance.exactOptional(),
  steps: z.array(step).default([]),
  interruptAt: partialEvent.exactOptional(),
  interruptAfterMs: z.number().exactOptional(),
  expect: expectation,
});
/** One command line, what happens meanwhile, and what must come of it. */
export type Run = z.infer<typeof run>;

const caseFile = z.strictObject({
  why: z.string().endsWith("."),
  machine: z.strictObject({
    kubeletVersion: z.string().exactOptional(),
    kubeletFlags: z.array(z.string()).exactOptional(),
    runtime: z.boolean().exactOptional(),
  }).default({}),
  controlPlane: z.strictObject({
    version: z.enum(["1.20", "1.37"]).exactOptional(),
    tokens: z.array(z.strictObject({
      token: z.string(),
      usages: z.array(z.enum(["signing", "authentication"])).exactOptional(),
      expires: z.coerce.date().exactOptional(),
      groups: z.array(z.string()).exactOptional(),
    })).exactOptional(),
    nodes: z.array(z.strictObject({ name: z.string(), ready: z.boolean() })).exactOptional(),
    discovery: discovery.exactOptional(),
    issuance: issuance.exactOptional(),
    clockOffset: z.number().exactOptional(),
    kubeletConfig: z.string().exactOptional(),
    configMaps: z.record(z.string(), z.record(z.string(), z.string())).exactOptional(),
    nodeRestriction: z.boolean().exactOptional(),
  }).default({}),
  faults: faults<"faults">().default([]),
  connections: faults<"connections">().default([]),
  watches: faults<"watches">().default([]),
  /** Shows the text output as well, on a terminal and without one. */
  text: z.boolean().default(false),
  runs: z.array(run).min(1),
});

/** A case.json: README.md says what its fields mean. */
export type CaseFile = z.infer<typeof caseFile>;

/** Reads a case.json. A word that it does not know is an error that names it. */
export function parseCaseFile(text: string): CaseFile {
  const read = caseFile.safeParse(withRuns(JSON.parse(text)));
  if (read.success) return read.data;
  throw new TypeError(`Cannot use the case:\n${z.prettifyError(read.error)}`);
}

/** A case of one run has the run's fields among its own. */
function withRuns(value: Record<string, unknown>): unknown {
  if ("runs" in value) return value;
  const entries = Object.entries(value);
  return {
    ...Object.fromEntries(entries.filter(([key]) => !(key in run.shape))),
    runs: [Object.fromEntries(entries.filter(([key]) => key in run.shape))],
  };
}
