import assert from "node:assert/strict";
import { parseCommandLine } from "../../../core/cli/command_line.ts";
import { reportError } from "../../../core/cli/error_report.ts";
import { renderError } from "../../../core/cli/error_report.ts";
import { JOIN_FLAGS } from "../../../core/cli/join_flag_table.ts";
import { redactTokens } from "../../../core/cli/redact.ts";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import { phases } from "../../../phases/manifest.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function read(...args: string[]) {
  return parseCommandLine(args, phases, 100);
}

function flagsOf(...args: string[]): JoinFlags {
  const request = read("join", ...args);
  assert.equal(request.kind, "join");
  return request.kind === "join" ? request.flags : {};
}

Deno.test.each<{ args: string[]; flags: JoinFlags }>([
  { args: [], flags: {} },
  { args: ["10.0.0.1:6443"], flags: { endpoints: ["10.0.0.1:6443"] } },
  { args: ["--token", "a.b"], flags: { token: "a.b" } },
  { args: ["--token=a.b"], flags: { token: "a.b" } },
  { args: ["--discovery-token", "a.b"], flags: { discoveryToken: "a.b" } },
  { args: ["--tls-bootstrap-token", "a.b"], flags: { tlsBootstrapToken: "a.b" } },
  { args: ["--discovery-token-ca-cert-hash", "x"], flags: { discoveryTokenCaCertHash: ["x"] } },
  {
    args: ["--discovery-token-unsafe-skip-ca-verification"],
    flags: { discoveryTokenUnsafeSkipCaVerification: true },
  },
  { args: ["--discovery-ca", "f"], flags: { discoveryCa: "f" } },
  { args: ["--discovery-file", "f"], flags: { discoveryFile: "f" } },
  { args: ["--discovery-file-ca", "f"], flags: { discoveryFileCa: "f" } },
  { args: ["--discovery-file-other-hosts"], flags: { discoveryFileOtherHosts: true } },
  { args: ["--discovery-file-exec", "aws"], flags: { discoveryFileExec: "aws" } },
  { args: ["--discovery-plugin", "p"], flags: { discoveryPlugin: "p" } },
  {
    args: ["--discovery-plugin-option", "a=1,2", "--discovery-plugin-option", "b="],
    flags: { discoveryPluginOption: ["a=1,2", "b="] },
  },
  { args: ["--plugin-dir", "/x"], flags: { pluginDir: "/x" } },
  { args: ["a:1", "--dry-run", "b:1"], flags: { endpoints: ["a:1", "b:1"], dryRun: true } },
  { args: ["--config", "-"], flags: { config: "-" } },
  { args: ["--strict-kubeadm"], flags: { strictKubeadm: true } },
  { args: ["--token-file", "f"], flags: { tokenFile: "f" } },
  { args: ["--node-name", "n"], flags: { nodeName: "n" } },
  { args: ["--labels", "a=b, c=", "--labels=d=e"], flags: { labels: ["a=b", "c=", "d=e"] } },
  {
    args: ["--taints", "a=b:NoSchedule,c:NoExecute"],
    flags: { taints: ["a=b:NoSchedule", "c:NoExecute"] },
  },
  { args: ["--node-ip", "10.0.0.5,::5"], flags: { nodeIp: "10.0.0.5,::5" } },
  {
    args: ["--kubelet-extra-arg", "v=4", "--kubelet-extra-arg=system-reserved=cpu=1,memory=1Gi"],
    flags: { kubeletExtraArg: ["v=4", "system-reserved=cpu=1,memory=1Gi"] },
  },
  { args: ["--cri-socket", "s"], flags: { criSocket: "s" } },
  { args: ["--patches", "d"], flags: { patches: "d" } },
  { args: ["--experimental-patches", "d"], flags: { patches: "d" } },
  { args: ["--experimental-patches=d=e"], flags: { patches: "d=e" } },
  { args: ["--kubelet-config-dir", "/d"], flags: { kubeletConfigDir: "/d" } },
  { args: ["--ca-cert-path", "/c.crt"], flags: { caCertPath: "/c.crt" } },
  { args: ["--feature-gates", "A=1,B=f"], flags: { featureGates: ["A=1", "B=f"] } },
  { args: ["--dynamic-config-map", "a/b/c"], flags: { dynamicConfigMap: "a/b/c" } },
  { args: ["--config-source-kubeconfig", "f"], flags: { configSourceKubeconfig: "f" } },
  { args: ["--ignore-preflight-errors", "a, b,"], flags: { ignorePreflightErrors: ["a", "b"] } },
  { args: ["--fix", "Swap,CRI", "--fix", "all"], flags: { fix: ["Swap", "CRI", "all"] } },
  { args: ["--skip-phases", "a", "--skip-phases=b,c"], flags: { skipPhases: ["a", "b", "c"] } },
  { args: ["--skip-phases", ""], flags: { skipPhases: [] } },
  { args: ["--tls-bootstrap", "kubelet"], flags: { tlsBootstrap: "kubelet" } },
  { args: ["--approve-with", "f"], flags: { approveWith: "f" } },
  { args: ["--approve-with-exec", "aws"], flags: { approveWithExec: "aws" } },
  { args: ["--wait", "ready"], flags: { wait: "ready" } },
  {
    args: ["--timeout", "discovery=1s", "--timeout", "a=b"],
    flags: { timeout: ["discovery=1s", "a=b"] },
  },
  { args: ["--on-failure", "rollback"], flags: { onFailure: "rollback" } },
  { args: ["--dry-run"], flags: { dryRun: true } },
  { args: ["--root", "/x"], flags: { root: "/x" } },
  { args: ["-o", "json"], flags: { output: "json" } },
  { args: ["--output=json"], flags: { output: "json" } },
  { args: ["-v"], flags: { verbose: true } },
  {
    args: ["--verbose", "10.0.0.1:6443", "--dry-run"],
    flags: { endpoints: ["10.0.0.1:6443"], verbose: true, dryRun: true },
  },
])("parseCommandLine() reads join $args", ({ args, flags }) => {
  assert.deepEqual(flagsOf(...args), { endpoints: [], ...flags });
});

Deno.test("parseCommandLine() has a test above for every flag", async () => {
  const text = await Deno.readTextFile(new URL(import.meta.url));
  for (const { flags } of JOIN_FLAGS) {
    const name = /--[a-z-]+/.exec(flags)?.[0] ?? "";
    assert.ok(text.includes(`"${name}"`) || text.includes(`"${name}=`), name);
  }
});

Deno.test.each([
  { args: ["--version"], is: "version" },
  { args: ["version"], is: "version" },
  { args: ["join", "phase", "preflight"], is: "join" },
])("parseCommandLine() takes $args for $is", ({ args, is }) => {
  assert.equal(read(...args).kind, is);
});

Deno.test.each(phases.map(({ name }) => ({ name })))(
  "parseCommandLine() runs $name alone",
  ({ name }) => {
    const request = read("join", "phase", name, "10.0.0.1:6443", "--token", "a.b", "--dry-run");
    assert.ok(request.kind === "join");
    assert.equal(request.only, name);
    assert.deepEqual(request.flags.endpoints, ["10.0.0.1:6443"]);
    assert.equal(request.flags.token, "a.b");
  },
);

Deno.test.each<{ args: string[]; says: RegExp; hint?: RegExp }>([
  { args: [], says: /No command/, hint: /kubeworker join --help/ },
  { args: ["jion"], says: /jion/, hint: /join/ },
  { args: ["join", "--tokn", "a.b"], says: /unknown option '--tokn'/i, hint: /--token/ },
  { args: ["join", "--token"], says: /argument missing/i },
  { args: ["join", "--dry-run=yes"], says: /dry-run/ },
  { args: ["join", "phase"], says: /No phase/, hint: /preflight, discovery/ },
  {
    args: ["join", "phase", "preflight", "--skip-phases", "x"],
    says: /unknown option '--skip-phases'/i,
  },
  { args: ["join", "-x"], says: /unknown option '-x'/i },
])("parseCommandLine() refuses $args", ({ args, says, hint = /./ }) => {
  const error = throwsWith("usage", () => read(...args));
  assert.match(error.message, says);
  assert.match(error.hint, hint);
  assert.equal(error.exitCode, 3);
});

Deno.test("parseCommandLine() knows no other phase, and suggests one", () => {
  const error = (() => {
    try {
      return read("join", "phase", "prefligth"), undefined;
    } catch (thrown) {
      return thrown instanceof Error && "hint" in thrown ? thrown : undefined;
    }
  })();
  assert.match(`${error?.message} ${error?.hint}`, /prefligth.*preflight/s);
});

Deno.test("a token in the place of another argument is not shown", () => {
  const secret = "0123456789abcdef";
  for (
    const args of [["join", "phase", `abcdef.${secret}`], ["join", "--tokne", `abcdef.${secret}`], [
      `abcdef.${secret}`,
    ]]
  ) {
    const shown = renderError(reportError(throwsWith("usage", () => read(...args)))).join("\n");
    assert.ok(!redactTokens(shown).includes(secret), shown);
  }
});

Deno.test.each([
  { args: ["--help"] },
  { args: ["join", "--help"] },
  { args: ["join", "phase", "--help"] },
  ...phases.map(({ name }) => ({ args: ["join", "phase", name, "--help"] })),
])("help of $args", async ({ args }, t) => {
  const request = read(...args);
  assert.ok(request.kind === "help");
  assert.ok(request.text.split("\n").every((line) => line.length <= 100));
  await t.assertSnapshot(request.text, { serializer: String });
});
