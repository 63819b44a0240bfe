import assert from "node:assert/strict";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { resultOf, runProgram } from "./program.ts";

Deno.test("kubeworker preflight needs no cluster: it reports, counts, and ends with 2 for an error", async () => {
  await using root = await temporaryRoot();
  await root.put("/proc/sys/net/ipv4/ip_forward", "0\n");
  const before = await root.tree();
  const ended = await runProgram(["preflight", "--root", root.path]);
  assert.equal(ended.code, 2, ended.stderr);
  assert.equal(ended.stderr, "");
  const lines = ended.stdout.trimEnd().split("\n");
  assert.match(lines.at(-1) ?? "", /^\d+ checks: \d+ errors?, \d+ warnings?$/);
  assert.ok(lines.some((line) => line.startsWith("  [ERROR KubeletVersion]: ")));
  const forward = lines.findIndex((line) => line.includes("ip_forward]: "));
  assert.match(lines[forward + 1] ?? "", /`kubeworker preflight --fix \S+ip_forward` does it$/);
  const levels = lines.flatMap((line) => /^ {2}\[(ERROR|WARNING) /.exec(line)?.[1] ?? []);
  assert.deepEqual(levels, [...levels].sort());
  assert.deepEqual(await root.tree(), before);
});

Deno.test("kubeworker preflight -o json ends with a result that lists the checks", async () => {
  await using root = await temporaryRoot();
  const ended = await runProgram([
    ...["preflight", "--root", root.path, "-o", "json"],
    ...["--ignore-preflight-errors", "all"],
  ]);
  assert.equal(ended.code, 0, ended.stdout);
  const { ok, checks } = resultOf(ended);
  assert.equal(ok, true);
  assert.ok(Array.isArray(checks) && checks.length > 10);
  const version = checks.find(({ check }) => check === "KubeletVersion");
  assert.equal(version.outcome, "ignored");
  assert.equal(version.problems[0].level, "warning");
});

Deno.test("kubeworker preflight --config goes by the file's checks and paths", async () => {
  await using root = await temporaryRoot();
  await root.put("/opt/ca.crt", "x");
  await root.put(
    "/join.yaml",
    `apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
nodeRegistration: { ignorePreflightErrors: [all] }
caCertPath: /opt/ca.crt
`,
  );
  const ended = await runProgram([
    ...["preflight", "--root", root.path, "-o", "json"],
    ...["--config", `${root.path}/join.yaml`],
  ]);
  assert.equal(ended.code, 0, ended.stdout);
  const { checks } = resultOf(ended);
  assert.ok(Array.isArray(checks));
  const found = checks.find(({ check }) => check === "FileAvailable--opt-ca.crt");
  assert.equal(found?.outcome, "ignored");
});

Deno.test("kubeworker preflight --fix prepares an image, and --dry-run only shows", async () => {
  await using root = await temporaryRoot();
  await root.put("/proc/sys/net/ipv4/ip_forward", "0\n");
  const FORWARD = "FileContent--proc-sys-net-ipv4-ip_forward";
  const dry = await runProgram(["preflight", "--root", root.path, "--fix", FORWARD, "--dry-run"]);
  assert.match(dry.stdout, /\+net\.ipv4\.ip_forward = 1/);
  assert.match(dry.stdout, new RegExp(`would mend ${FORWARD}`));
  const settings = "/etc/sysctl.d/90-kubeworker.conf";
  assert.ok(!(settings in await root.tree()));
  const real = await runProgram(["preflight", "--root", root.path, "--fix", FORWARD]);
  assert.match(await root.text(settings), /^net\.ipv4\.ip_forward = 1$/m);
  assert.equal(await root.text("/proc/sys/net/ipv4/ip_forward"), "1\n");
  assert.match(real.stdout, new RegExp(`mended ${FORWARD}`));
  const reset = await runProgram(["reset", "--root", root.path]);
  assert.equal(reset.code, 0, reset.stderr);
  assert.ok(!(settings in await root.tree()));
  assert.equal(await root.text("/proc/sys/net/ipv4/ip_forward"), "0\n");
});

Deno.test("kubeworker preflight says which fixes there are not", async () => {
  const ended = await runProgram(["preflight", "--fix", "Swapp"]);
  assert.equal(ended.code, 3);
  assert.match(ended.stderr, /did you mean "Swap"\?/);
});
