/** Tokens that are made by `kubeworker token` are as good as kubeadm's. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { joins, runJoin } from "./support/join_run.ts";
import { at } from "./support/json.ts";
import { install, PROGRAM_PATH, programFile } from "./support/program.ts";
import { refused } from "./support/refusal.ts";

/** A join waits so long for a signature that may be late, and a little. */
const SIGNER_MS = 25_000;

/** Puts the program beside the control plane. */
async function installBeside(cluster: Lab): Promise<void> {
  const file = programFile("compiled");
  if (file === undefined) throw new Error("No compiled file was named");
  const path = `${await cluster.root()}${PROGRAM_PATH}`;
  await Deno.copyFile(file, path);
  await Deno.chmod(path, 0o755);
}

/** The Secret of a token, without what the API server adds. */
async function secretOf(cluster: Lab, id: string): Promise<unknown> {
  const secret = await cluster.object("-n", "kube-system", "secret", `bootstrap-token-${id}`);
  const { expiration: _expiration, ...data } = Object(at(secret, "data"));
  return { type: at(secret, "type"), data };
}

for (const version of VERSIONS) {
  labTest(`tokens of kubeworker on ${version}`, async (t) => {
    await using cluster = await up(version);
    await installBeside(cluster);
    const token = (...args: string[]): Promise<string> =>
      cluster.cp(PROGRAM_PATH, "token", ...args);

    await t.step("the Secret is kubeadm's", async () => {
      const [ours, theirs] = ["aaaaaa.0123456789abcdef", "bbbbbb.0123456789abcdef"] as const;
      assert.equal(await token("create", ours), `${ours}\n`);
      await cluster.cp("kubeadm", "token", "create", theirs);
      const text = JSON.stringify(await secretOf(cluster, "bbbbbb"));
      const renamed = text.replaceAll(btoa("bbbbbb"), btoa("aaaaaa"));
      assert.deepEqual(await secretOf(cluster, "aaaaaa"), JSON.parse(renamed));
      const listed = await cluster.cp("kubeadm", "token", "list");
      assert.match(listed, /^aaaaaa\.0123456789abcdef\s+23h\s/m);
    });

    await t.step("the line that it prints joins", async () => {
      const line = (await token("create", "--for-node", "n1", "--print-join-command")).trim();
      const [program, command, ...args] = line.split(" ");
      assert.deepEqual([program, command], ["kubeworker", "join"]);
      await using node = await cluster.node("n1");
      await install(node);
      const { result } = await joins(node, args);
      assert(result.ok && result.nodeName === "n1");
      assert.deepEqual(result.caPins, [cluster.pin]);
      await cluster.ready("n1");
    });

    await t.step("kubeadm takes the other line", async () => {
      const line = (await token("create", "--print-join-command=kubeadm")).trim();
      await using node = await cluster.node("n2");
      await node.exec(...line.split(" "), "--ignore-preflight-errors=all");
      await cluster.ready("n2");
    });

    await t.step("the list shows ids alone, and delete ends a token", async () => {
      const rows = (await token("list", "-o", "json")).trimEnd().split("\n").map((line) =>
        JSON.parse(line)
      );
      assert.ok(rows.some(({ id, forNode }) => /^[a-z0-9]{6}$/.test(id) && forNode === "n1"));
      assert.ok(!JSON.stringify(rows).includes("0123456789abcdef"));
      assert.equal(await token("delete", "aaaaaa"), 'Deleted bootstrap token "aaaaaa"\n');
      assert.equal(
        await cluster.object("-n", "kube-system", "secret", "bootstrap-token-aaaaaa"),
        undefined,
      );
      await using node = await cluster.node("n3");
      await install(node);
      const args = ["--token", "aaaaaa.0123456789abcdef"];
      const pins = ["--discovery-token-ca-cert-hash", cluster.pin];
      const run = await runJoin(node, [cluster.endpoint, ...args, ...pins]);
      refused(run, "token-unknown", SIGNER_MS);
    });
  });
}
