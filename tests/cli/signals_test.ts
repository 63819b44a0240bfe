import assert from "node:assert/strict";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { type Program, resultOf, startProgram } from "./program.ts";

const PIN = `sha256:${"0".repeat(64)}`;

/** A join that asks a server which never answers, and is about to wait for it. */
async function startWaiting(endpoint: string, root: string, form: string): Promise<Program> {
  const program = startProgram([
    ...["join", "phase", "discovery", endpoint, "--root", root, "--output", form],
    ...["--token", "abcdef.0123456789abcdef", "--discovery-token-ca-cert-hash", PIN],
  ]);
  await program.said("find the cluster");
  return program;
}

async function withBlackHole(
  action: (endpoint: string, root: string) => Promise<void>,
): Promise<void> {
  await using cluster = await startControlPlane({ connections: [[{ kind: "black-hole" }]] });
  const root = await Deno.makeTempDir();
  try {
    await action(cluster.endpoint, root);
    assert.deepEqual(Array.from(Deno.readDirSync(root)), [], "nothing is left behind");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`${signal} ends a waiting join within a second`, async () => {
    await withBlackHole(async (endpoint, root) => {
      const program = await startWaiting(endpoint, root, "json");
      const sent = performance.now();
      program.child.kill(signal);
      const ended = await program.ended();
      assert.ok(performance.now() - sent < 1000);
      assert.equal(ended.code, 130);
      const { error } = resultOf(ended);
      assert.equal(Reflect.get(Object(error), "code"), "interrupted");
      assert.equal(ended.stderr, "");
    });
  });
}

Deno.test("an interruption says what to do, as text on standard error", async () => {
  await withBlackHole(async (endpoint, root) => {
    const program = await startWaiting(endpoint, root, "text");
    program.child.kill("SIGINT");
    const { code, stderr } = await program.ended();
    assert.equal(code, 130);
    assert.match(stderr, /^error: Interrupted\n {2}hint: .*same command again/);
  });
});

Deno.test("a reader that goes away does not break the join", async () => {
  await using cluster = await startControlPlane();
  const [first, ...rest] = [
    ...["join", "phase", "discovery", cluster.endpoint, "--output", "json"],
    ...["--token", cluster.token, "--discovery-token-ca-cert-hash", cluster.pin],
  ];
  const command = `"$0" run --allow-all --quiet main.ts "$@" | true; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", command, Deno.execPath(), String(first), ...rest],
    cwd: new URL("../..", import.meta.url).pathname,
    stdin: "null",
  }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  assert.equal(new TextDecoder().decode(stdout), "0\n");
  assert.equal(cluster.requests.length, 2);
});
