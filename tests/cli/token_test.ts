import assert from "node:assert/strict";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { administering } from "./administering.ts";
import { resultOf, runProgram } from "./program.ts";

const SECRET = "0123456789abcdef";

Deno.test("token generate prints a token, another each time, and nothing else", async () => {
  const runs = await Promise.all([
    runProgram(["token", "generate"]),
    runProgram(["token", "generate"]),
  ]);
  for (const { code, stdout, stderr } of runs) {
    assert.match(stdout, /^[a-z0-9]{6}\.[a-z0-9]{16}\n$/);
    assert.equal(stderr, "");
    assert.equal(code, 0);
  }
  assert.notEqual(runs[0]?.stdout, runs[1]?.stdout);
});

Deno.test("what token create prints joins, and token delete ends that", async () => {
  await using admin = await administering({ tokens: [] });
  await using root = await temporaryRoot();
  const kubeconfig = ["--kubeconfig", admin.conf];
  const made = await runProgram(["token", "create", "--print-join-command", ...kubeconfig]);
  assert.equal(made.stderr, "");
  assert.equal(made.code, 0);
  const [program, ...args] = made.stdout.trim().split(" ");
  assert.equal(program, "kubeworker");
  const [join = "", ...rest] = args;
  const alone = [join, "phase", "discovery", ...rest, "--root", root.path];
  const found = await runProgram(alone);
  assert.equal(found.code, 0, found.stdout + found.stderr);

  const id = /--token (\w{6})\./.exec(made.stdout)?.[1] ?? "";
  const deleted = await runProgram(["token", "delete", id, "nothin", ...kubeconfig, "-o", "json"]);
  assert.equal(deleted.code, 6);
  assert.equal(deleted.stderr, "");
  assert.equal(Object(resultOf(deleted).error).code, "token-absent");
  const gone = await runProgram([...alone, "--timeout", "discovery=1s"]);
  assert.equal(gone.code, 5);
  assert.match(gone.stderr, /token-unknown/);
});

Deno.test("token runs a credential plugin that is allowed, and is who that says", async () => {
  await using root = await temporaryRoot();
  const command = `${root.path}/plugin`;
  const apiVersion = "client.authentication.k8s.io/v1";
  const user = `{exec: {apiVersion: ${apiVersion}, command: ${command}}}`;
  await using admin = await administering({}, { user });
  const { certificatePem, keyPem } = await admin.cluster.authority.issue({
    commonName: "somebody",
    organizations: ["system:masters"],
    usage: "client",
  });
  const status = { clientCertificateData: certificatePem, clientKeyData: keyPem };
  await root.put("/answer", JSON.stringify({ apiVersion, kind: "ExecCredential", status }));
  await root.script("/plugin", `cat ${root.path}/answer`);
  const args = ["token", "list", "--kubeconfig", admin.conf, "--allow-exec", command];
  const { code, stdout, stderr } = await runProgram(args);
  assert.equal(stderr, "");
  assert.equal(code, 0);
  assert.match(stdout, /^abcdef\.… {2}forever/m);
  assert.equal(admin.cluster.requests.at(-1)?.user, "somebody");
});

Deno.test("token says where its kubeconfig was looked for", async () => {
  const { code, stderr, stdout } = await runProgram(["token", "list", "--kubeconfig", "/no.conf"]);
  assert.match(
    stderr,
    /There is no file \/no\.conf\n {2}hint: {2}--kubeconfig takes[^]*input-unread/,
  );
  assert.equal(stdout, "");
  assert.equal(code, 3);
});

Deno.test("token says that nothing listens at the server", async () => {
  await using admin = await administering();
  await admin.cluster.goDown();
  const { code, stderr } = await runProgram(["token", "list", "--kubeconfig", admin.conf]);
  assert.match(stderr, /server-refused/);
  assert.equal(code, 4);
});

Deno.test("token names its commands", async () => {
  const none = await runProgram(["token"]);
  assert.match(none.stderr, /No command of token[^]*generate, create, list, delete/);
  const near = await runProgram(["token", "ceate"]);
  assert.match(near.stderr, /"ceate"[^]*did you mean "create"/);
  assert.equal(near.code, 3);
});

Deno.test("a token in a wrong place of token's commands is not shown", async () => {
  const token = `abcdef.${SECRET}`;
  const misplaced = [
    [token],
    ["create", token, token],
    ["create", "--ttl", token],
    ["create", "--for-node", `${token}!`],
    ["create", "--kubeconfig", token],
    ["create", `${token}!`],
    ["delete", `${token}!`],
    ["list", token],
  ];
  for (const args of misplaced) {
    const { code, stdout, stderr } = await runProgram(["token", ...args]);
    assert.ok(!(stdout + stderr).includes(SECRET), `${args.join(" ")} shows the secret`);
    assert.equal(code, 3);
  }
});
