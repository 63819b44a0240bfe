/** Discovery over HTTPS, and with several servers. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { publishedFile } from "./support/discovery_files.ts";
import { type JoinRun, joins, runJoin } from "./support/join_run.ts";
import type { Machine } from "./support/machine.ts";
import { install } from "./support/program.ts";
import { AT_ONCE, refused } from "./support/refusal.ts";
import { until } from "./support/wait.ts";

/** Addresses of the lab's network that nobody has: what is sent there is lost. */
const BLACK_HOLES = ["10.77.0.98:6443", "10.77.0.99:6443"];
const ROUNDS = 5;

function discoveryMs({ events }: JoinRun): number {
  const end = events.find((event) => event.kind === "phase-end" && event.phase === "discovery");
  assert(end?.kind === "phase-end");
  return end.ms;
}

async function median(node: Machine, args: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.push(discoveryMs(await joins(node, ["phase", "discovery", ...args])));
  }
  return times.sort((one, other) => one - other)[ROUNDS >> 1] ?? NaN;
}

/** Serves a file of the control plane's machine, with the API server's certificate. */
async function serveFile(cluster: Lab, name: string, text: string): Promise<string> {
  const port = 8443;
  await Deno.writeTextFile(`${await cluster.root()}/root/${name}`, text);
  const pki = "/etc/kubernetes/pki/apiserver";
  const server = `cd /root && exec openssl s_server -quiet -WWW -accept ${port} ` +
    `-cert ${pki}.crt -key ${pki}.key`;
  cluster.start("cp", "sh", "-c", server);
  const host = cluster.endpoint.replace(/:\d+$/, "");
  await until("the file server", 10_000, async () => {
    const check = `openssl s_client -connect ${host}:${port} </dev/null`;
    return await cluster.cp("sh", "-c", check).then(() => true, () => false);
  });
  return `https://${host}:${port}/${name}`;
}

for (const version of VERSIONS) {
  labTest(`several servers and HTTPS discovery on ${version}`, async (t) => {
    await using cluster = await up(version);
    await using node = await cluster.node("n1");
    await install(node);
    const [, ...rest] = cluster.joinArgs;

    await t.step("two black holes cost two head starts", async () => {
      const alone = await median(node, cluster.joinArgs);
      const third = await median(node, [...BLACK_HOLES, cluster.endpoint, ...rest]);
      // deno-lint-ignore no-console -- a figure for the report
      console.log(`discovery: alone ${alone} ms, behind two black holes ${third} ms`);
      assert(third - alone <= 600, `${third} - ${alone} ms`);
      assert(third - alone >= 400, "they were no black holes");
    });

    await t.step("over HTTPS, by a CA and by a digest", async () => {
      const text = await publishedFile(cluster);
      const url = await serveFile(cluster, "cluster-info.yaml", text);
      const token = ["--tls-bootstrap-token", cluster.token];
      const args = (file: string, ...more: string[]) => [
        ...["phase", "discovery", "--discovery-file", file, ...token, ...more],
      ];
      refused(await runJoin(node, args(url)), "server-untrusted", AT_ONCE);
      await node.put(`${await cluster.root()}/etc/kubernetes/pki/ca.crt`, "/root/ca.crt");
      await joins(node, args(url, "--discovery-file-ca", "/root/ca.crt"));
      const digest = createHash("sha256").update(text).digest("hex");
      refused(
        await runJoin(node, args(`${url}#sha256=${"0".repeat(64)}`)),
        "discovery-file-digest",
        AT_ONCE,
      );
      const run = await joins(node, ["--discovery-file", `${url}#sha256=${digest}`, ...token]);
      assert(run.result.ok);
      assert.equal(run.result.plugin?.name, "https");
    });
  });
}
