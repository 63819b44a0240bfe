import * as z from "zod/mini";
import { JoinError } from "../engine/errors.ts";
import { parseDuration } from "./duration.ts";
import { isConfigMapKey } from "./dynamic_config_options.ts";
import { ON_FAILURES, WAITS } from "./choices.ts";
import { parseEndpoint } from "./endpoint.ts";
import { HOOK_FIELDS, HOOKS_SECTION } from "./hooks_section.ts";
import { KUBELET_FIELDS, KUBELET_SECTION } from "./kubelet_section.ts";
import { normalizeNodeName } from "./node_name.ts";
import { isPlainPath } from "./plain_path.ts";
import { readTimeouts, settingsOf } from "./timeouts.ts";

const LONGEST_MS = 600_000;
const MOST_BYTES = 4 * 1024 ** 3;
const LEAST_BYTES = 16 << 20;

/** A plugin's name, and what its file is called before the ending. */
export const PLUGIN_NAME = /^[a-z0-9-]{1,63}$/;

/** Of the plugin directory itself: no separator, and neither `.` nor `..`. */
const FILE_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/;

function text(pattern: RegExp, what: string) {
  return z.string().check(z.regex(pattern, what));
}

const path = text(/^\/[^\0\n]*$/, "not an absolute path");

const directory = z.string().check(
  z.refine((value) => isPlainPath(value), 'not an absolute path without "." and ".."'),
);

/** `host` or `host:port`, IPv6 in brackets: the form of Deno's permission. */
export function isNetAddress(value: string): boolean {
  return isEndpoint(value) === undefined || isEndpoint(`${value}:1`) === undefined;
}

function isEndpoint(value: string): string | undefined {
  return problemOf(() => parseEndpoint(value));
}

/** What a reader of a flag says against a value. */
function problemOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof JoinError) return error.message;
    throw error;
  }
}

const endpoint = z.string().check(z.superRefine((value, issues) => {
  const problem = isEndpoint(value);
  if (problem !== undefined) issues.addIssue(problem);
}));

const timeout = z.pipe(
  z.string().check(
    z.refine((value) => {
      const ms = parseDuration(value);
      return ms !== undefined && ms > 0 && ms <= LONGEST_MS;
    }, "not a duration of at most 10m, as in 30s"),
  ),
  z.transform((value) => parseDuration(value) ?? 0),
);

const memory = z.pipe(
  z.string().check(z.refine((value) => {
    const bytes = parseMemory(value);
    return bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
  }, "not an amount between 16Mi and 4Gi, as in 256Mi")),
  z.transform(parseMemory),
);

/** `256Mi`, `1Gi`, in bytes; NaN if it is not one. */
function parseMemory(value: string): number {
  const [, digits, unit] = /^(\d{1,5})(Mi|Gi)$/.exec(value) ?? [];
  return Number(digits) * (unit === "Gi" ? 1024 ** 3 : 1024 ** 2);
}

const LISTING = z.strictObject({
  name: text(PLUGIN_NAME, "not a plugin's name: a-z, 0-9 and '-', at most 63"),
  file: text(FILE_NAME, "not a file name of the plugin directory"),
  sha256: text(/^[0-9a-fA-F]{64}$/, "not 64 hex digits"),
  permissions: z.optional(z.strictObject({
    net: z.optional(
      z.array(z.string().check(z.refine(isNetAddress, "neither HOST nor HOST:PORT"))),
    ),
    read: z.optional(z.array(directory)),
    vouch: z.optional(z.boolean()),
  })),
  timeout: z.optional(timeout),
  memory: z.optional(memory),
});

const section = z.record(z.string(), z.unknown());

/** By the rule of `--node-name`. */
const nodeName = z.string().check(z.superRefine((value, issues) => {
  const problem = value.trim() === "" ? "empty" : problemOf(() => normalizeNodeName(value));
  if (problem !== undefined) issues.addIssue(problem);
}));

/** By the names and rules of `--timeout`. */
const timeouts = z.record(z.string(), z.string()).check(z.superRefine((value, issues) => {
  for (const setting of settingsOf(value)) {
    const problem = problemOf(() => readTimeouts([setting]));
    if (problem !== undefined) issues.addIssue(problem);
  }
}));

/** The whole file. */
export const WORKER_CONFIGURATION = z.strictObject({
  apiVersion: z.literal("kubeworker.dev/v1alpha1"),
  kind: z.literal("WorkerConfiguration"),
  discovery: z.optional(z.strictObject({
    endpoints: z.optional(z.array(endpoint)),
    ca: z.optional(path),
    tokenFile: z.optional(path),
    file: z.optional(z.strictObject({
      kubeConfigPath: z.string().check(z.minLength(1, "empty")),
      ca: z.optional(path),
      otherHosts: z.optional(z.boolean()),
      exec: z.optional(z.string().check(z.minLength(1, "empty"))),
    })),
    plugin: z.optional(z.strictObject({
      name: text(PLUGIN_NAME, "not a plugin's name: a-z, 0-9 and '-', at most 63"),
      section: z.optional(section),
    })),
  })),
  approveWith: z.optional(z.strictObject({
    kubeconfig: path,
    exec: z.optional(z.string().check(z.minLength(1, "empty"))),
  })),
  node: z.optional(z.strictObject({
    name: z.optional(nodeName),
    labels: z.optional(z.record(z.string(), z.string())),
    taints: z.optional(z.array(z.string())),
    ip: z.optional(z.string()),
  })),
  kubelet: z.optional(KUBELET_SECTION),
  kubeletDynamicConfig: z.optional(z.strictObject({
    enabled: z.boolean(),
    configMap: z.optional(z.string().check(z.refine(isConfigMapKey, "not NAMESPACE/NAME/KEY"))),
    kubeconfig: z.optional(path),
  })),
  onFailure: z.optional(z.enum(ON_FAILURES)),
  wait: z.optional(z.enum(WAITS)),
  timeouts: z.optional(timeouts),
  hooks: z.optional(HOOKS_SECTION),
  plugins: z.optional(z.array(LISTING)),
});

/** Every field's name that there is, where an unknown one may have been meant as one of them. */
export const FIELDS: readonly string[] = [
  ...["apiVersion", "kind", "discovery", "node", "labels", "taints", "ip", "plugins"],
  "onFailure",
  "wait",
  "timeouts",
  ...[
    "endpoints",
    "ca",
    "tokenFile",
    "file",
    "plugin",
    "kubeConfigPath",
    "otherHosts",
    "exec",
    "name",
    "section",
  ],
  ...["approveWith", "kubeconfig"],
  ...KUBELET_FIELDS,
  ...HOOK_FIELDS,
  ...["kubeletDynamicConfig", "enabled", "configMap"],
  ...["sha256", "permissions", "timeout", "memory", "net", "read", "vouch"],
];
