import assert from "node:assert/strict";
import { createInputs } from "../../../core/host/inputs.ts";
import { failsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const inputs = createInputs();

Deno.test("inputs.read() gives text and mode of a file, whatever is in its name", async () => {
  await using root = await temporaryRoot();
  for (const name of ["/a file.yaml", "/ünï.yaml", "/a%20b", "/a#b?c"]) {
    await root.put(name, "text\n", 0o640);
    const found = await inputs.read(root.path + name);
    assert.deepEqual(found, { path: root.path + name, text: "text\n", mode: 0o640 });
  }
});

Deno.test("inputs.read() follows a link, and shows the mode of what it leads to", async () => {
  await using root = await temporaryRoot();
  await root.put("/real", "text", 0o666);
  await Deno.symlink(`${root.path}/real`, `${root.path}/link`);
  assert.equal((await inputs.read(`${root.path}/link`))?.mode, 0o666);
});

Deno.test("inputs.read() gives nothing for what is not there", async () => {
  await using root = await temporaryRoot();
  assert.equal(await inputs.read(`${root.path}/none`), undefined);
  assert.equal(await inputs.read(`${root.path}/none/below`), undefined);
});

Deno.test("inputs.read() refuses a directory, and more than a megabyte", async () => {
  await using root = await temporaryRoot();
  const directory = await failsWith("file-failed", () => inputs.read(root.path));
  assert.match(directory.message, /is a directory/);
  await root.put("/large", "x".repeat((1 << 20) + 1));
  const large = await failsWith("file-failed", () => inputs.read(`${root.path}/large`));
  assert.match(large.message, /more than 1 MiB/);
  await root.put("/most", "x".repeat(1 << 20));
  assert.equal((await inputs.read(`${root.path}/most`))?.text.length, 1 << 20);
});

Deno.test("inputs.read() does not wait for somebody to write into a named pipe", async () => {
  await using root = await temporaryRoot();
  await new Deno.Command("mkfifo", { args: [`${root.path}/pipe`] }).output();
  const error = await failsWith("file-failed", () => inputs.read(`${root.path}/pipe`));
  assert.match(error.message, /is a named pipe/);
});

Deno.test("inputs.read() ends a file without end", async () => {
  const error = await failsWith("file-failed", () => inputs.read("/dev/zero"));
  assert.match(error.message, /more than 1 MiB/);
});

Deno.test("inputs.read() refuses what is below a file, and what it may not read", async () => {
  await using root = await temporaryRoot();
  await root.put("/file", "text");
  await failsWith("file-failed", () => inputs.read(`${root.path}/file/below`));
});

Deno.test(
  "inputs.read() says that a file cannot be read",
  { ignore: Deno.uid() === 0 },
  async () => {
    await using root = await temporaryRoot();
    await root.put("/closed", "text", 0o000);
    await failsWith("file-failed", () => inputs.read(`${root.path}/closed`));
  },
);

Deno.test("inputs.list() gives names by their bytes, and what links lead to", async () => {
  await using root = await temporaryRoot();
  for (const name of ["/b", "/B", "/a10", "/a2", "/sub/x"]) await root.put(name, "");
  await Deno.symlink("b", `${root.path}/link`);
  await Deno.symlink("sub", `${root.path}/linked`);
  await Deno.symlink("nowhere", `${root.path}/gone`);
  await Deno.chmod(root.path, 0o750);
  const found = await inputs.list(root.path);
  assert.equal(found?.mode, 0o750);
  assert.deepEqual(found.entries.map(({ name, kind }) => `${name} ${kind}`), [
    ...["B file", "a10 file", "a2 file", "b file", "gone dangling", "link file"],
    ...["linked linked-directory", "sub directory"],
  ]);
});

Deno.test("inputs.list() gives nothing for what is not there, and refuses what is no directory", async () => {
  await using root = await temporaryRoot();
  await root.put("/file", "");
  assert.equal(await inputs.list(`${root.path}/none`), undefined);
  const { message } = await failsWith("file-failed", () => inputs.list(`${root.path}/file`));
  assert.match(message, /not a directory/);
});
