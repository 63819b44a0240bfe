import * as z from "zod/mini";
import { describeIssues } from "../config/form_issues.ts";
import { JoinError } from "../engine/errors.ts";
import { REPORT_API_VERSION } from "./report.ts";

const text = z.string();
const ms = z.number();
const words = z.array(text);
const maybe = z.exactOptional;
const span = { startMs: ms, ms };

const level = z.enum(["info", "warning"]);
const problem = z.object({
  level: z.enum(["warning", "error"]),
  text,
  hint: maybe(text),
});

/** A report's form. Fields that are not known are left out: a newer program may have added them. */
const REPORT = z.object({
  apiVersion: z.literal(REPORT_API_VERSION),
  kind: z.literal("JoinReport"),
  program: z.object({
    version: text,
    commit: text,
    kind: text,
    deno: text,
    engine: text,
    target: text,
  }),
  run: z.object({
    command: words,
    uid: maybe(z.number()),
    sudoUser: maybe(text),
    start: text,
    end: text,
    ms,
  }),
  node: maybe(z.object({
    name: text,
    kubeletVersion: maybe(text),
    runtime: maybe(z.object({ name: text, version: text, socket: text })),
  })),
  plugin: maybe(z.object({
    name: text,
    carrier: z.enum(["built-in", "file", "executable"]),
    path: maybe(text),
    sha256: maybe(text),
    version: maybe(text),
    permissions: maybe(words),
  })),
  trust: maybe(z.object({
    server: text,
    because: text,
    signedBy: maybe(text),
    certificates: z.array(z.object({ subject: text, sha256: text, pin: text, notAfter: text })),
    refused: words,
  })),
  endpoints: z.array(z.object({
    server: text,
    outcome: text,
    ms,
    error: maybe(text),
    reason: maybe(text),
  })),
  phases: z.array(z.object({ name: text, ...span, outcome: text, detail: maybe(text) })),
  waits: z.array(z.object({ phase: text, what: text, ...span, reason: maybe(text) })),
  requests: z.array(z.object({
    method: text,
    url: text,
    ...span,
    status: maybe(z.number()),
    error: maybe(text),
    bytes: maybe(z.number()),
    try: z.number(),
  })),
  files: z.array(z.object({
    atMs: ms,
    action: text,
    path: text,
    mode: maybe(text),
    bytes: maybe(z.number()),
    sha256: maybe(text),
    target: maybe(text),
  })),
  services: z.array(z.object({ action: text, unit: text, ...span })),
  kernel: z.array(z.object({ atMs: ms, what: text })),
  checks: z.array(z.object({
    check: text,
    group: text,
    outcome: z.enum(["ok", "warning", "error", "ignored"]),
    ms,
    problems: z.array(problem),
  })),
  fixes: z.array(z.object({ check: text, outcome: text, reason: maybe(text) })),
  certificateRequest: maybe(z.object({ name: text, keyFingerprint: text })),
  notes: z.array(z.object({ atMs: ms, level, text, hint: maybe(text) })),
  omittedEvents: maybe(z.number()),
  result: z.object({
    ok: z.boolean(),
    exitCode: z.number(),
    summary: maybe(text),
    error: maybe(z.object({
      code: text,
      message: text,
      hint: text,
      phase: maybe(text),
      causes: maybe(words),
      triedMs: maybe(ms),
      detail: maybe(z.record(text, z.unknown())),
    })),
  }),
});

/** A report as it was read: its codes may be those of another version. */
export type ReadReport = z.infer<typeof REPORT>;

/** @throws JoinError `report-malformed` */
export function parseReport(json: string, from: string): ReadReport {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new JoinError("report-malformed", `Cannot use ${from} as a report: it is not JSON`, {
      cause,
    });
  }
  const { success, data, error } = REPORT.safeParse(value, { reportInput: true });
  if (success) return data;
  const [first = "it has another form"] = describeIssues(error.issues, {
    whole: "the report",
    fields: [],
  });
  throw new JoinError("report-malformed", `Cannot use ${from} as a report: ${first}`);
}

/** The form as a JSON Schema. */
export function reportSchema(): unknown {
  return {
    title: "Record of a join",
    ...z.toJSONSchema(REPORT, { io: "input" }),
  };
}
