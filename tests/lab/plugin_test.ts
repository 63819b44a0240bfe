/** Joins of real nodes by plugins of the operator's own, with both kinds of file. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Lab, labTest, up } from "./lab.ts";
import { putText } from "./support/discovery_files.ts";
import { type JoinRun, joins, runJoin } from "./support/join_run.ts";
import type { Machine } from "./support/machine.ts";
import { install, type Kind, KINDS, programFile } from "./support/program.ts";
import { AT_ONCE, refused } from "./support/refusal.ts";

const DIRECTORY = "/etc/kubeworker/plugins";

/** Reads a file of root's alone, and says so by its proposal. */
const FILE_PLUGIN = `export default {
  apiVersion: "discovery.kubeworker.dev/v1",
  name: "from-file",
  version: "1.0.0",
  summary: "reads the servers from a file",
  permissions: { read: ["*"] },
  schema: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
  async discover(section: { path: string }, ctx: { readText(path: string): Promise<string> }) {
    return { servers: (await ctx.readText(section.path)).trim().split("\\n") };
  },
};
`;

const EXECUTABLE = `#!/bin/sh
api=discovery.kubeworker.dev/v1
case $(cat) in
*'"operation":"status"'*)
  echo "{\\"apiVersion\\":\\"$api\\",\\"name\\":\\"from-shell\\",\\"version\\":\\"1\\",\\"summary\\":\\"says it\\",\\"permissions\\":{},\\"schema\\":{\\"type\\":\\"object\\"}}" ;;
*) id -u >&2; echo "{\\"apiVersion\\":\\"$api\\",\\"servers\\":[\\"ENDPOINT\\"]}" ;;
esac
`;

function listing(name: string, file: string, text: string, permissions: string): string {
  const sha256 = createHash("sha256").update(text).digest("hex");
  return `  - { name: ${name}, file: ${file}, sha256: "${sha256}", permissions: ${permissions} }\n`;
}

async function prepare(node: Machine, cluster: Lab): Promise<void> {
  const executable = EXECUTABLE.replace("ENDPOINT", cluster.endpoint);
  await node.exec("mkdir", "-p", DIRECTORY);
  await putText(node, `${DIRECTORY}/from-file.ts`, FILE_PLUGIN);
  await putText(node, `${DIRECTORY}/from-shell`, executable);
  await node.exec("chmod", "0755", `${DIRECTORY}/from-shell`);
  await putText(node, "/etc/kubeworker/servers", `${cluster.endpoint}\n`);
  await putText(
    node,
    "/etc/kubeworker/config.yaml",
    "apiVersion: kubeworker.dev/v1alpha1\nkind: WorkerConfiguration\n" +
      "discovery:\n  plugin: { name: from-file, section: { path: /etc/kubeworker/servers } }\n" +
      "plugins:\n" +
      listing("from-file", "from-file.ts", FILE_PLUGIN, "{ read: [/etc/kubeworker/servers] }") +
      listing("from-shell", "from-shell", executable, "{}"),
  );
}

function facts({ result }: JoinRun): unknown {
  assert(result.ok);
  const { name, carrier, permissions } = result.plugin ?? {};
  return { name, carrier, permissions };
}

async function joinsByPlugin(cluster: Lab, kind: Kind): Promise<void> {
  const [, ...credentials] = cluster.joinArgs;
  await using node = await cluster.node("n1");
  await install(node, kind);
  await prepare(node, cluster);

  const shell = ["phase", "discovery", "--discovery-plugin", "from-shell", ...credentials];
  const byShell = await joins(node, shell);
  assert.deepEqual(facts(byShell), { name: "from-shell", carrier: "executable", permissions: [] });
  const uid = byShell.events.flatMap((event) => event.kind === "plugin-log" ? [event.text] : [])[0];
  assert(Number(uid) >= 61_184, `it ran as user ${uid}`);

  const unpinned = ["--token", cluster.token];
  refused(await runJoin(node, unpinned), "pin-missing", AT_ONCE);

  const byFile = await joins(node, credentials);
  assert.deepEqual(facts(byFile), {
    name: "from-file",
    carrier: "file",
    permissions: ["read=/etc/kubeworker/servers"],
  });
  assert((await cluster.object("node", "n1")) !== undefined);

  await node.exec("sh", "-c", `echo "// changed" >> ${DIRECTORY}/from-file.ts`);
  const again = ["phase", "discovery", ...credentials];
  refused(await runJoin(node, again), "plugin-changed", AT_ONCE);
  await cluster.kubectl("delete", "node", "n1");
}

labTest("joins by plugins of the operator's own", async (t) => {
  await using cluster = await up("1.37");
  for (const kind of KINDS) {
    if (programFile(kind) === undefined) continue;
    await t.step(kind, () => joinsByPlugin(cluster, kind));
  }
});
