import assert from "node:assert/strict";
import { resultOf, runProgram } from "../cli/program.ts";
import { readWrittenCommand, splitWords } from "../cli/written_command.ts";
import { kubeconfigText } from "../support/control_plane/cluster_info.ts";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import { createMachine } from "../support/machine.ts";
import { fromAnsible } from "./ansible.ts";
import {
  type Bootstrap,
  fromCloudInit,
  fromClusterApi,
  fromIgnition,
  readExample,
} from "./bootstraps.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** What stands in the examples for a cluster's own. */
const TOKEN = "abcdef.0123456789abcdef";
const PIN = /sha256:1eac77978ea6d947105860b3d384997d4f218f7a244055a210b70bc068e4ef5b/g;
const SERVERS = /10\.0\.0\.[12]:6443/g;

/** Runs an example's join as a dry run, on a bare machine and against a stand-in cluster. */
async function rehearse(example: Bootstrap): Promise<Record<string, unknown>> {
  await using machine = await createMachine();
  await using cluster = await startControlPlane();
  const places = example.files.map(({ path }) => path);
  function here(text: string): string {
    const mine = text.replaceAll(TOKEN, cluster.token).replace(PIN, cluster.pin)
      .replace(SERVERS, cluster.endpoint);
    return places.reduce((all, path) => all.replaceAll(path, `${machine.root}${path}`), mine);
  }
  for (const { path, content, mode } of example.files) {
    const place = `${machine.root}${path}`;
    await Deno.mkdir(place.slice(0, place.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(place, here(forCluster(path, content, cluster)), { mode });
  }
  assert.equal(readWrittenCommand(example.command).kind, "join");
  const [, ...args] = splitWords(here(example.command));
  const environment = Object.fromEntries(
    Object.entries(example.environment ?? {}).map(([name, value]) => [name, here(value)]),
  );
  const ended = await runProgram(
    [
      ...args,
      "--dry-run",
      "--root",
      machine.root,
      ...(args.includes("json") ? [] : ["-o", "json"]),
    ],
    environment,
  );
  assert.equal(ended.code, 0, ended.stdout.trimEnd().split("\n").at(-1));
  // A file of the example that holds a token is its owner's alone.
  assert.doesNotMatch(ended.stdout, /Others can read/);
  return resultOf(ended);
}

/** Files that the operator brings along are a cluster's own. */
function forCluster(path: string, content: string, { authority, url }: ControlPlane): string {
  if (content !== "") return content;
  const pem = authority.certificatePem;
  return path.endsWith(".conf")
    ? kubeconfigText({ server: url, caPem: pem, preferencesLine: false })
    : pem;
}

Deno.test("cloud-init.yaml joins", async () => {
  const text = await readExample("cloud-init.yaml");
  assert.match(text, /^#cloud-config\n/);
  const example = fromCloudInit(text);
  assert.equal((await rehearse(example)).ok, true);
  const unit = example.files.find(({ path }) => path.endsWith(".service"))?.content ?? "";
  // Until the join has succeeded, the next boot tries again.
  const [, token] = /^ConditionPathExists=(.*)$/m.exec(unit) ?? [];
  assert.ok(example.command.includes(`--token-file ${token}`));
  assert.match(unit, new RegExp(`^ExecStartPost=/bin/rm -f ${token}$`, "m"));
});

Deno.test("ignition.json joins", async () => {
  assert.equal((await rehearse(fromIgnition(await readExample("ignition.json")))).ok, true);
});

Deno.test("cluster-api.yaml joins, and tells Cluster API of a success alone", async () => {
  const text = await readExample("cluster-api.yaml");
  assert.match(text, /^#cloud-config\n/);
  const { then, ...example } = fromClusterApi(text);
  assert.equal(then, "echo success > /run/cluster-api/bootstrap-success.complete");
  assert.equal((await rehearse(example)).ok, true);
});

Deno.test("the role for Ansible joins, and takes a node that has joined for unchanged", async () => {
  const given = { inventory_hostname: "worker-9", kubeworker_token: TOKEN };
  const example = await fromAnsible(given);
  const result = await rehearse(example);
  assert.equal(result.nodeName, "worker-9");
  assert.ok(!example.command.includes(TOKEN));
  for (const { content } of example.files) assert.ok(!content.includes(TOKEN));
  const [, words = ""] = /^'(.*)' not in kubeworker_join\.stdout$/.exec(example.changedWhen) ?? [];
  const said = JSON.stringify({ kind: "result", ok: true, join: "already-joined" });
  assert.ok(said.includes(words) && words !== "");
});

/** What the operator brings along beside each example of a configuration file. */
const CONFIGURATIONS: readonly { name: string; beside?: readonly string[] }[] = [
  { name: "token.yaml" },
  { name: "file.yaml", beside: ["/etc/kubeworker/cluster.conf"] },
  { name: "worker.yaml", beside: ["/etc/kubeworker/ca.crt"] },
];

Deno.test.each(CONFIGURATIONS)("config/$name joins", async ({ name, beside = [] }) => {
  const text = await readExample(`config/${name}`);
  const path = `/root/${name}`;
  const command = (/kubeworker join .*/.exec(text)?.[0] ?? "").replace(name, path);
  const files = [
    { path, content: text, mode: 0o600 },
    ...beside.map((one) => ({
      path: one,
      content: "",
      mode: 0o600,
    })),
  ];
  assert.equal((await rehearse({ files, command })).ok, true);
});

Deno.test("an example that is not for this cluster is refused", async () => {
  const example = fromIgnition(await readExample("ignition.json"));
  const files = example.files.map((file) => ({
    ...file,
    content: file.content.replace(PIN, `sha256:${"0".repeat(64)}`),
  }));
  await assert.rejects(() => rehearse({ ...example, files }), /pin-mismatch/);
});
