import assert from "node:assert/strict";
import { parseCommandLine } from "../../core/cli/command_line.ts";
import { JOIN_FLAGS } from "../../core/cli/join_flag_table.ts";
import type { FlagName } from "../../core/config/join_flags.ts";
import { TIMEOUTS } from "../../core/config/timeouts.ts";
import { phases } from "../../phases/manifest.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const flags = JOIN_FLAGS.map((entry) => {
  const name = /--([a-z-]+)/.exec(entry.flags)?.[1] ?? "";
  return {
    ...entry,
    name,
    field: name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
  };
});

function helpOf(...args: string[]): string {
  const request = parseCommandLine([...args, "--help"], phases, 120);
  return request.kind === "help" ? request.text : "";
}

/** All fields of JoinFlags: the compiler keeps this list whole. */
const FIELDS: Record<FlagName, true> = {
  endpoints: true,
  token: true,
  tokenFile: true,
  discoveryToken: true,
  tlsBootstrapToken: true,
  discoveryTokenCaCertHash: true,
  discoveryTokenUnsafeSkipCaVerification: true,
  discoveryCa: true,
  discoveryFile: true,
  discoveryFileCa: true,
  discoveryFileOtherHosts: true,
  discoveryFileExec: true,
  discoveryPlugin: true,
  discoveryPluginOption: true,
  pluginDir: true,
  config: true,
  strictKubeadm: true,
  nodeName: true,
  labels: true,
  taints: true,
  nodeIp: true,
  kubeletExtraArg: true,
  criSocket: true,
  patches: true,
  kubeletConfigDir: true,
  caCertPath: true,
  featureGates: true,
  dynamicConfigMap: true,
  configSourceKubeconfig: true,
  ignorePreflightErrors: true,
  fix: true,
  skipPhases: true,
  tlsBootstrap: true,
  approveWith: true,
  approveWithExec: true,
  wait: true,
  timeout: true,
  onFailure: true,
  dryRun: true,
  root: true,
  output: true,
  verbose: true,
};

Deno.test("the flag table and JoinFlags have the same fields", () => {
  assert.deepEqual(
    ["endpoints", ...flags.map(({ field }) => field)].sort(),
    Object.keys(FIELDS).sort(),
  );
});

Deno.test.each(flags)("--$name is in the help with its text", ({ name, flags, help }) => {
  const text = helpOf("join");
  assert.match(text, new RegExp(`(?<![-a-z])--${name}(?![-a-z])`));
  assert.ok(text.replace(/\s+/g, " ").includes(help), help);
  assert.ok(text.includes(flags));
  assert.ok(!help.endsWith("."));
});

Deno.test.each(flags)("--$name belongs to a phase alone: $alone", ({ name, alone }) => {
  for (const phase of phases) {
    assert.equal(
      new RegExp(`--${name}(?![-a-z])`).test(helpOf("join", "phase", phase.name)),
      alone,
    );
  }
});

Deno.test.each(flags)(
  "--$name reaches its field in its own form",
  ({ name, field, flags, list, repeated }) => {
    const takesValue = flags.includes("<");
    const request = parseCommandLine(
      ["join", `--${name}`, ...(takesValue ? ["x"] : [])],
      phases,
      80,
    );
    assert.ok(request.kind === "join");
    const value = new Map<string, unknown>(Object.entries(request.flags)).get(field);
    assert.deepEqual(value, takesValue ? (list || repeated ? ["x"] : "x") : true);
  },
);

Deno.test("the help lists every phase in order, and every timeout", () => {
  const text = helpOf("join");
  const at = phases.map(({ name, summary }) =>
    text.search(new RegExp(`^ +${name} +${summary}`, "m"))
  );
  assert.ok(at.every((place, index) => place > (at[index - 1] ?? 0)), String(at));
  for (const name of Object.keys(TIMEOUTS)) assert.ok(text.includes(name), name);
});
