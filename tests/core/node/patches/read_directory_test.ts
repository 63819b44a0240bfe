import assert from "node:assert/strict";
import type { EventBody } from "../../../../core/engine/events.ts";
import { createInputs } from "../../../../core/host/inputs.ts";
import { readPatchDirectory } from "../../../../core/node/patches/read_directory.ts";
import { failsWith } from "../../kit/errors.ts";
import { type TemporaryRoot, temporaryRoot } from "../../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

async function directoryOf(files: Record<string, string>): Promise<TemporaryRoot> {
  const root = await temporaryRoot();
  for (const [name, text] of Object.entries(files)) await root.put(`/${name}`, text);
  return root;
}

async function read(directory: string) {
  const notes: EventBody[] = [];
  const emit = (event: EventBody) => void notes.push(event);
  const patches = await readPatchDirectory(directory, { inputs: createInputs(), emit });
  const texts = notes.map((note) => note.kind === "note" ? note.text : "");
  return { patches, notes: texts.map((text) => text.replace(directory, "D")) };
}

Deno.test("patches come in kubeadm's order, one a document, directories at their place", async () => {
  const names = ["", "-a", "+merge", "1", "10", "2", "A", "_a", "a"];
  const files = Object.fromEntries(
    names.map((suffix) => [`kubeletconfiguration${suffix}.yaml`, `maxPods: 1\n`]),
  );
  await using root = await directoryOf({
    ...files,
    "kubeletconfiguration1.yaml": "---\nmaxPods: 1\n---\n# none\n---\nmaxPods: 2\n",
    "deep/kubeletconfiguration0.json": '{"maxPods": 3}',
  });
  const { patches } = await read(`${root.path}/`);
  assert.deepEqual(patches.map(({ source }) => source.slice(root.path.length + 1)), [
    "deep/kubeletconfiguration0.json:1",
    "kubeletconfiguration+merge.yaml:1",
    "kubeletconfiguration-a.yaml:1",
    "kubeletconfiguration.yaml:1",
    "kubeletconfiguration1.yaml:2",
    "kubeletconfiguration1.yaml:6",
    "kubeletconfiguration10.yaml:1",
    "kubeletconfiguration2.yaml:1",
    "kubeletconfigurationA.yaml:1",
    "kubeletconfiguration_a.yaml:1",
    "kubeletconfigurationa.yaml:1",
  ]);
});

Deno.test("what is no patch of a worker's is left out and said, unread", async () => {
  await using root = await directoryOf({
    "etcd+merge.json": "bad: [",
    "kube-apiserver0.yaml": "a: 1\n",
    "README.md": "x",
    ".hidden/kubeletconfiguration.yaml": "bad: [",
    "kubeletconfiguration.yaml": "# nothing\n---\n",
    "kubeletconfiguration2.yaml": "",
  });
  const { patches, notes } = await read(root.path);
  assert.deepEqual(patches, []);
  assert.deepEqual(notes, [
    "D/.hidden is left out of the patches: it is a directory",
    "D/README.md is left out of the patches: it does not end in .json or .yaml",
    "D/etcd+merge.json is left out of the patches: etcd is a control plane's",
    "D/kube-apiserver0.yaml is left out of the patches: kube-apiserver is a control plane's",
  ]);
});

Deno.test("links are followed, as a mounted ConfigMap has them", async () => {
  await using root = await directoryOf({ "p/..1/kubeletconfiguration.yaml": "maxPods: 1\n" });
  await Deno.symlink("..1", `${root.path}/p/..data`);
  const link = "..data/kubeletconfiguration.yaml";
  await Deno.symlink(link, `${root.path}/p/kubeletconfiguration.yaml`);
  await Deno.symlink("p", `${root.path}/linked`);
  const { patches } = await read(`${root.path}/linked`);
  assert.equal(patches.length, 1);
});

Deno.test("a directory on a file system without the right to write is read", async () => {
  await using root = await directoryOf({ "ro/kubeletconfiguration.yaml": "maxPods: 1\n" });
  await Deno.chmod(`${root.path}/ro`, 0o555);
  assert.equal((await read(`${root.path}/ro`)).patches.length, 1);
  await Deno.chmod(`${root.path}/ro`, 0o755);
});

const OPERATIONS = `- {op: add, path: /a, value: 1}
- {op: drop, path: /a}
- {op: add, path: a, value: 1}
- {op: add, path: /a}
- {op: move, path: /a}
- 7
`;

Deno.test.each<{ what: string; name: string; text: string; says: string[] }>([
  { what: "broken YAML", name: "", text: "a: [\n", says: [":2:1: "] },
  { what: "a key twice", name: "+merge", text: "a: 1\na: 2\n", says: [":2:1: a: given twice"] },
  { what: "a list", name: "", text: "- a\n", says: [":1:1: a strategic patch is a mapping"] },
  { what: "a list", name: "+merge", text: "- a\n", says: [":1:1: a merge patch is a mapping"] },
  { what: "a mapping", name: "+json", text: "a: 1\n", says: [":1:1: a JSON patch is a list"] },
  { what: "more than 64 KiB", name: "", text: `# ${"x".repeat(65536)}`, says: ["64 KiB"] },
  { what: "a NUL", name: "", text: "a: 1\n\0", says: [":2:1: it holds a NUL"] },
  {
    what: "wrong operations",
    name: "+json",
    text: OPERATIONS,
    says: [
      ":2:8: [1].op: expected one of add, replace, test, remove, move, copy",
      ":3:19: [2].path: expected a JSON pointer",
      ':4:3: [3].value: "add" needs a value',
      ":5:3: [4].from: expected a JSON pointer",
      ":6:3: [5]: an operation is a mapping, not a number",
    ],
  },
])("a $name patch of $what is refused with its place", async ({ name, text, says }) => {
  await using root = await directoryOf({ [`kubeletconfiguration${name}.yaml`]: text });
  const error = await failsWith("patch-malformed", () => read(root.path));
  const { problems } = error.detail as { problems: string[] };
  assert.equal(problems.length, says.length, problems.join("\n"));
  for (const [index, part] of says.entries()) {
    assert.ok(problems[index]?.includes(`kubeletconfiguration${name}.yaml`));
    assert.ok(problems[index]?.includes(part), problems[index]);
  }
});

Deno.test("a name that is no patch's is refused before anything is read", async () => {
  await using root = await directoryOf({ "kubletconfiguration.yaml": "a: 1\n" });
  const { hint } = await failsWith("patch-malformed", () => read(root.path));
  assert.match(hint, /did you mean "kubeletconfiguration"/);
});

Deno.test("what cannot be read as a directory of patches is refused", async () => {
  await using root = await directoryOf({ "a/b/c/d/e": "", "file": "x" });
  await failsWith("patches-unreadable", () => read(`${root.path}/none`));
  await failsWith("file-failed", () => read(`${root.path}/file`));
  const { message } = await failsWith("patches-unreadable", () => read(root.path));
  assert.match(message, /a\/b\/c\/d is nested too deep/);
  await using dangling = await directoryOf({});
  await Deno.symlink("nowhere", `${dangling.path}/kubeletconfiguration.yaml`);
  await failsWith("patches-unreadable", () => read(dangling.path));
});

Deno.test("what everybody can change is refused", async () => {
  await using root = await directoryOf({ "p/kubeletconfiguration.yaml": "maxPods: 1\n" });
  await Deno.chmod(`${root.path}/p/kubeletconfiguration.yaml`, 0o666);
  const { message } = await failsWith("patches-unsafe", () => read(`${root.path}/p`));
  assert.match(message, /kubeletconfiguration\.yaml$/);
  await Deno.chmod(`${root.path}/p/kubeletconfiguration.yaml`, 0o644);
  await Deno.chmod(`${root.path}/p`, 0o1777);
  await failsWith("patches-unsafe", () => read(`${root.path}/p`));
});
