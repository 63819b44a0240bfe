import assert from "node:assert/strict";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { createReported, joinOnce } from "../core/report/kept.ts";
import { checkMachine } from "./invariants.ts";

const TOKEN = "abcdef.0123456789abcdef";
const SECRET = TOKEN.slice(7);

/** A run that has said this much. */
function ended(stdout = "") {
  return { args: [], stdout, stderr: "" };
}

Deno.test.each([
  { where: "/var/lib/kubeworker/journal.jsonl", text: `{"x":"${SECRET}"}` },
  { where: "/run/somewhere/deep", text: new TextEncoder().encode(SECRET).toHex() },
  { where: "/usr/bin/odd", text: `\u0000${SECRET}\u0000` },
  { where: "/etc/kubernetes/x", text: btoa(`x${TOKEN}`) },
])("checkMachine() finds a secret in $where", async ({ where, text }) => {
  await using root = await temporaryRoot();
  await root.put(where, text);
  await assert.rejects(checkMachine(root.path, ended(), [TOKEN]), /a secret is in/);
});

Deno.test("checkMachine() finds a secret in a report, and in what was said", async () => {
  await using world = await createReported();
  const { machine: { root }, controlPlane: { token } } = world;
  const joined = await joinOnce(world, "--wait=none");
  await checkMachine(root, joined, [token]);
  const said = { ...joined, stderr: `bad: ${token.slice(7)}` };
  await assert.rejects(checkMachine(root, said, [token]), /a secret is in the output/);
  const path = `${root}/var/lib/kubeworker/report.json`;
  const report = JSON.parse(await Deno.readTextFile(path));
  report.run.command.push(token.slice(7));
  await Deno.writeTextFile(path, JSON.stringify(report));
  await assert.rejects(checkMachine(root, joined, [token]), /a secret is in .*report\.json/);
});
