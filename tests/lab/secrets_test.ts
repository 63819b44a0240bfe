/** The token leaves no trace on the node, and the key only the one that it must. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { type JoinRun, joins } from "./support/join_run.ts";
import type { Machine } from "./support/machine.ts";
import { watchProcesses } from "./support/processes.ts";
import { install, PROGRAM_PATH } from "./support/program.ts";
import { createToken, withToken } from "./support/tokens.ts";
import { filesWith, formsOf } from "./support/secrets.ts";

const KEY = /-----BEGIN (?:EC |RSA )?PRIVATE KEY-----\s+(\S{20,})/;

/** A token of its own: the one that the lab begins with is a row of digits that other files hold too. */
interface Secret {
  cluster: Lab;
  token: string;
}

/** Joins under the eyes of everything that looks for the token. */
async function joinsInSecret(
  node: Machine,
  { cluster, token }: Secret,
  args: string[],
): Promise<JoinRun> {
  const forms = formsOf(token.slice(7));
  await using watch = await watchProcesses(node, forms, PROGRAM_PATH);
  const run = await joins(node, [...withToken(cluster, token), ...args]);
  const { commands, guilty, rounds } = watch.seen;
  assert(rounds > 10, `the process table was read ${rounds} times only`);
  const children = [...commands].filter((line) => /systemctl|kubelet/.test(line));
  assert.notEqual(children.length, 0, "no child was seen: the watch is too slow to mean anything");
  assert.deepEqual([...guilty], [], "processes with the token in arguments or environment");
  for (const form of forms) assert(!(run.stdout + run.stderr).includes(form), "in the output");
  return run;
}

async function holdsNoToken(node: Machine, { token }: Secret): Promise<void> {
  for (const form of formsOf(token.slice(7))) {
    assert.deepEqual(
      await filesWith(node, form),
      [],
      `files with the secret (as ${form.length} characters)`,
    );
  }
}

/** The client key: in the dated file alone, which is root's alone. */
async function holdsKeyOnce(node: Machine): Promise<void> {
  const current = "/var/lib/kubelet/pki/kubelet-client-current.pem";
  const path = (await node.exec("readlink", current)).trim();
  assert.equal((await node.exec("stat", "-c", "%a %U:%G", path)).trim(), "600 root:root");
  const start = KEY.exec(await node.exec("cat", path))?.[1] ?? assert.fail("no key in the file");
  const files = await filesWith(node, start);
  // The node's directory is a mount of its own, so it is seen once.
  assert.deepEqual(files.map((file) => file.slice(-path.length)), [path]);
}

for (const version of VERSIONS) {
  labTest(`a join of ${version} leaves no byte of the token`, async (t) => {
    await using cluster = await up(version);
    const secret = { cluster, token: await createToken(cluster) };
    await t.step("natively", async () => {
      await using node = await cluster.node("n1");
      await install(node);
      await node.exec("sh", "-c", `echo ${secret.token} > /root/trap`);
      assert.notDeepEqual(await filesWith(node, secret.token.slice(7)), [], "the search is blind");
      await node.exec("rm", "/root/trap");
      await joinsInSecret(node, secret, []);
      await cluster.ready("n1");
      await holdsNoToken(node, secret);
      await holdsKeyOnce(node);
    });
    await t.step("by the kubelet", async () => {
      await using node = await cluster.node("n2");
      await install(node);
      await joinsInSecret(node, secret, ["--tls-bootstrap=kubelet"]);
      await cluster.ready("n2");
      const { code } = await node.attempt("test", "-e", "/etc/kubernetes/bootstrap-kubelet.conf");
      assert.equal(code, 1, "the bootstrap file is still there");
      await holdsNoToken(node, secret);
      await holdsKeyOnce(node);
    });
  });
}
