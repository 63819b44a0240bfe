import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import { moduleText } from "../support/plugins/texts.ts";
import { type TemporaryRoot, temporaryRoot } from "../core/kit/temporary_root.ts";
import { resultOf, runProgram } from "./program.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DIRECTORY = "/etc/kubeworker/plugins";

/** A machine on which a plugin is listed that knows where the cluster is. */
async function machine(discover: string, vouch = false): Promise<TemporaryRoot> {
  const root = await temporaryRoot();
  const text = moduleText({ discover, fields: `permissions: { vouch: ${vouch} },` });
  await root.put(`${DIRECTORY}/trial.ts`, text);
  for (const path of ["/etc", "/etc/kubeworker", DIRECTORY]) {
    await Deno.chmod(root.path + path, 0o755);
  }
  await root.put(
    "/etc/kubeworker/config.yaml",
    `apiVersion: kubeworker.dev/v1alpha1
kind: WorkerConfiguration
plugins:
  - name: trial
    file: trial.ts
    sha256: ${createHash("sha256").update(text).digest("hex")}
    permissions: { vouch: ${vouch} }
`,
  );
  return root;
}

function join(root: TemporaryRoot, cluster: ControlPlane, ...args: string[]) {
  return runProgram([
    ...["join", "phase", "discovery", "--root", root.path, "-o", "json"],
    ...["--discovery-plugin", "trial", "--token", cluster.token, ...args],
  ]);
}

Deno.test("a join finds its cluster by a plugin, and checks it as always", async () => {
  await using cluster = await startControlPlane();
  await using root = await machine("return { servers: [section.server] };");
  const option = ["--discovery-plugin-option", `server=${cluster.endpoint}`];
  const good = await join(root, cluster, ...option, "--discovery-token-ca-cert-hash", cluster.pin);
  assert.equal(good.code, 0, good.stdout + good.stderr);
  const result = resultOf(good);
  assert.deepEqual(result.caPins, [cluster.pin]);
  const { name, carrier, version, sha256 } = Object(result.plugin);
  assert.deepEqual([name, carrier, version], ["trial", "file", "1.2.3"]);
  assert.match(sha256, /^[0-9a-f]{64}$/);

  const other = `sha256:${"0".repeat(64)}`;
  const bad = await join(root, cluster, ...option, "--discovery-token-ca-cert-hash", other);
  assert.equal(bad.code, 5, bad.stdout);
  assert.equal(Object(resultOf(bad).error).code, "pin-mismatch");
});

Deno.test("a join ends with a plugin's own words", async () => {
  await using cluster = await startControlPlane();
  await using root = await machine('ctx.fail("no-record", "No record", "add one");');
  const ended = await join(root, cluster, "--discovery-token-ca-cert-hash", cluster.pin);
  const error = Object(resultOf(ended).error);
  assert.equal(error.code, "plugin-failed");
  assert.equal(error.message, 'Plugin "trial" failed: No record');
  assert.equal(error.hint, "the plugin says: add one");
  assert.doesNotMatch(ended.stdout + ended.stderr, new RegExp(cluster.token));
});

Deno.test("a join says by what a plugin has vouched for the cluster", async () => {
  await using cluster = await startControlPlane();
  const discover = `return { servers: [section.server], caPem: section.ca,
    evidence: { kind: "vouched", by: "minisign key RWQ42" } };`;
  await using root = await machine(discover, true);
  const ended = await join(root, cluster, ...[
    ...["--discovery-plugin-option", `server=${cluster.endpoint}`],
    ...["--discovery-plugin-option", `ca=${JSON.stringify(cluster.authority.certificatePem)}`],
  ]);
  assert.equal(ended.code, 0, ended.stdout + ended.stderr);
  const because = "vouched for by a plugin (minisign key RWQ42)";
  assert.equal(resultOf(ended).caBecause, because);
  const events = ended.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const end = events.find(({ kind }) => kind === "phase-end");
  assert.ok(String(end.detail).endsWith(`CA ${because}`), end.detail);
});

Deno.test("a join passes on what a plugin logs, in text with --verbose alone", async () => {
  await using cluster = await startControlPlane();
  await using root = await machine(`ctx.log("\\x1b[2Jgone \\u009b ${cluster.token}");
    ctx.fail("enough", "Enough");`);
  const pin = ["--discovery-token-ca-cert-hash", cluster.pin];
  const json = await join(root, cluster, ...pin);
  const events = json.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const id = cluster.token.split(".")[0];
  assert.deepEqual(
    events.filter(({ kind }) => kind === "plugin-log").map(({ plugin, text }) => [plugin, text]),
    [["trial", `\x1b[2Jgone \x9b ${id}.[redacted]`]],
  );
  assert.match(json.stdout, /\\u001b\[2Jgone \\u009b/);
  const verbose = await join(root, cluster, ...pin, "-o", "text", "--verbose");
  assert.match(
    verbose.stdout,
    new RegExp(`^  trial: \\\\u001b\\[2Jgone \\\\u009b ${id}\\.\\[redacted\\]$`, "m"),
  );
  const quiet = await join(root, cluster, ...pin, "-o", "text");
  assert.doesNotMatch(quiet.stdout, /gone/);
});

Deno.test("a configuration that lists a plugin under a built-in one's name is refused", async () => {
  await using cluster = await startControlPlane();
  await using root = await machine("return {};");
  const path = "/etc/kubeworker/config.yaml";
  await root.put(path, (await root.text(path)).replace("name: trial", "name: token"));
  const ended = await join(root, cluster);
  assert.equal(Object(resultOf(ended).error).code, "config-malformed");
  const listed = await runProgram(["plugin", "list", "--root", root.path]);
  assert.equal(listed.code, ended.code);
  assert.match(listed.stderr, /"token" is the name of a built-in plugin/);
});
