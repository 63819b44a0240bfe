import assert from "node:assert/strict";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { freePort } from "../support/free_port.ts";
import { resultOf, runProgram, startProgram } from "./program.ts";

Deno.test("inspect ends with a command that joins", async () => {
  await using cluster = await startControlPlane();
  const { code, stdout, stderr } = await runProgram([
    ...["inspect", cluster.endpoint, "--token", cluster.token],
  ]);
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const last = stdout.trimEnd().split("\n").at(-1)?.trim();
  const id = cluster.token.slice(0, 6);
  assert.equal(
    last,
    `kubeworker join ${cluster.endpoint} --token ${id}.… --discovery-token-ca-cert-hash ${cluster.pin}`,
  );
  assert.ok(!stdout.includes(cluster.token.slice(7)));
});

Deno.test("inspect -o json prints one object", async () => {
  await using cluster = await startControlPlane();
  const ended = await runProgram(["inspect", cluster.endpoint, "-o", "json"]);
  assert.equal(ended.stdout.trimEnd().split("\n").length, 1, ended.stdout);
  assert.equal(resultOf(ended).kind, "inspection");
  assert.equal(ended.code, 0);
});

Deno.test("inspect uses no proxy of the environment", async () => {
  await using cluster = await startControlPlane();
  const nowhere = "http://127.0.0.1:1";
  const { code, stdout } = await runProgram(["inspect", cluster.endpoint], {
    HTTPS_PROXY: nowhere,
    https_proxy: nowhere,
    HTTP_PROXY: nowhere,
    ALL_PROXY: nowhere,
  });
  assert.equal(code, 0);
  assert.match(stdout, /The server verifies by this CA/);
});

Deno.test("inspect ends with exit code 4 where nothing answers", async () => {
  const { code, stdout, stderr } = await runProgram(["inspect", `127.0.0.1:${freePort()}`]);
  assert.match(stderr, /^error: .* refuses connections\n[^]*code: {2}server-refused\n$/);
  assert.equal(stdout, "");
  assert.equal(code, 4);
});

Deno.test("inspect ends at Ctrl-C", { ignore: Deno.build.os === "windows" }, async () => {
  await using cluster = await startControlPlane({ faults: [[{ kind: "black-hole" }]] });
  const program = startProgram(["inspect", cluster.endpoint, "--timeout", "60s"]);
  const deadline = performance.now() + 10_000;
  while (cluster.requests.length === 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  program.child.kill("SIGINT");
  const { code, stderr } = await program.ended();
  assert.match(stderr, /interrupted/);
  assert.equal(code, 130);
});

const SECRET = "0123456789abcdef";
const GOOD = `abcdef.${SECRET}`;

Deno.test("a token in a wrong place is not shown", async () => {
  const misplaced = [
    ["inspect", GOOD],
    ["inspect", "a:1", GOOD],
    ["inspect", "a:1", "--timeout", GOOD],
    ["inspect", "a:1", "--token", `${GOOD}!`],
    ["pin", GOOD],
  ];
  for (const args of misplaced) {
    for (const form of [[], ["-o", "json"]]) {
      const { code, stdout, stderr } = await runProgram([...args, ...form]);
      assert.ok(!(stdout + stderr).includes(SECRET), `${args.join(" ")} shows the secret`);
      assert.equal(code, 3);
    }
  }
});
