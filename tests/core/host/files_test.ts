import assert from "node:assert/strict";
import { createFiles } from "../../../core/host/files.ts";
import { failsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("files.write() writes text and mode, and leaves nothing else behind", async () => {
  await using root = await temporaryRoot();
  const files = createFiles(`${root.path}/`);
  await root.put("/etc/a", "old", 0o644);
  await files.write("/etc/a", "new\n", { mode: 0o600 });
  await files.write("/etc/b", "", { mode: 0o644 });
  await files.write("/c", "grüße", { mode: 0o644 });
  const { "/etc": _, ...tree } = await root.tree();
  assert.deepEqual(tree, { "/c": "0644 grüße", "/etc/a": "0600 new\n", "/etc/b": "0644 " });
});

Deno.test("files.write() replaces a symbolic link, and not what it points to", async () => {
  await using root = await temporaryRoot();
  await root.put("/outside", "precious");
  await Deno.symlink(`${root.path}/outside`, `${root.path}/link`);
  await createFiles(root.path).write("/link", "mine", { mode: 0o600 });
  assert.deepEqual(await root.tree(), { "/link": "0600 mine", "/outside": "0644 precious" });
});

Deno.test("files.write() leaves no temporary file after a failure", async () => {
  await using root = await temporaryRoot();
  const files = createFiles(root.path);
  await Deno.mkdir(`${root.path}/etc/there`, { recursive: true });
  await root.put("/etc/there/inside", "");
  const before = await root.tree();
  await failsWith("file-failed", () => files.write("/etc/there", "x", { mode: 0o600 }));
  await failsWith("file-failed", () => files.write("/missing/a", "x", { mode: 0o600 }));
  await failsWith("file-failed", () => files.write("/etc/there/inside/a", "x", { mode: 0o600 }));
  assert.deepEqual(await root.tree(), before);
});

Deno.test("files.write() lets two writers of one file at once do no harm", async () => {
  await using root = await temporaryRoot();
  const files = createFiles(root.path);
  const texts = Array.from({ length: 8 }, (_, index) => `${index}`.repeat(50_000));
  await Promise.all(texts.map((text) => files.write("/a", text, { mode: 0o600 })));
  assert.ok(texts.includes(await root.text("/a")));
  assert.deepEqual(Object.keys(await root.tree()), ["/a"]);
});

// The umask is the whole process's, so each gets one of its own.
Deno.test.each([{ umask: "000" }, { umask: "077" }, { umask: "027" }])(
  "files keep their modes under umask $umask",
  async ({ umask }) => {
    await using root = await temporaryRoot();
    const module = new URL("../../../core/host/files.ts", import.meta.url).href;
    const code = `import { createFiles } from "${module}";
      const files = createFiles(Deno.args[0]);
      await files.makeDirectory("/a/b", 0o755);
      await files.write("/a/b/secret", "x", { mode: 0o600, secret: true });
      await files.write("/a/b/open", "x", { mode: 0o644 });
      await files.makeDirectory("/c", 0o700);`;
    const args = [
      "-c",
      `umask ${umask}; exec "$0" eval --no-config "$1" "$2"`,
      Deno.execPath(),
      code,
      root.path,
    ];
    const { success, stderr } = await new Deno.Command("sh", { args }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    const modes = Object.entries(await root.tree()).map(([path, text]) =>
      `${path} ${text.slice(0, 4)}`
    );
    assert.deepEqual(modes, [
      "/a 0755",
      "/a/b 0755",
      "/a/b/open 0644",
      "/a/b/secret 0600",
      "/c 0700",
    ]);
  },
);

Deno.test("files.makeDirectory() makes what is missing and leaves what is there", async () => {
  await using root = await temporaryRoot();
  const files = createFiles(root.path);
  await Deno.mkdir(`${root.path}/a`);
  await Deno.chmod(`${root.path}/a`, 0o711);
  await files.makeDirectory("/a/b/c", 0o700);
  await files.makeDirectory("/a", 0o755);
  assert.deepEqual([await root.mode("/a"), await root.mode("/a/b"), await root.mode("/a/b/c")], [
    "0711",
    "0700",
    "0700",
  ]);
  await root.put("/file", "");
  await failsWith("file-failed", () => files.makeDirectory("/file", 0o755));
  await failsWith("file-failed", () => files.makeDirectory("/file/below", 0o755));
});

Deno.test("files.makeDirectory() may be asked twice at once", async () => {
  await using root = await temporaryRoot();
  const files = createFiles(root.path);
  const both = [files.makeDirectory("/a/b", 0o755), files.makeDirectory("/a/b", 0o755)];
  const ended = await Promise.allSettled(both);
  assert.deepEqual(ended.map(({ status }) => status), ["fulfilled", "fulfilled"]);
});

Deno.test.each([
  { path: "/../etc/passwd" },
  { path: "/a/../../b" },
  { path: "etc/a" },
  { path: "" },
  { path: "/.." },
])(
  'files do not go to "$path"',
  async ({ path }) => {
    await using root = await temporaryRoot();
    const files = createFiles(root.path);
    for (
      const act of [
        () => files.read(path),
        () => files.stat(path),
        () => files.list(path),
        () => files.write(path, "x", { mode: 0o600 }),
        () => files.remove(path),
        () => files.makeDirectory(path, 0o755),
        () => files.link(path, "/a", "/b"),
        () => files.link("/a", "/a", path),
      ]
    ) await failsWith("internal", act);
    assert.deepEqual(await root.tree(), {});
  },
);

Deno.test("files.read(), stat() and list() say undefined or nothing of what is not there", async () => {
  await using root = await temporaryRoot();
  const files = createFiles(root.path);
  await root.put("/file", "x");
  for (const path of ["/missing", "/missing/a", "/file/a"]) {
    assert.equal(await files.read(path), undefined);
    assert.equal(await files.stat(path), undefined);
    assert.equal(await files.linkTarget(path), undefined);
    assert.deepEqual(await files.list(path), []);
  }
  await files.remove("/missing");
});

Deno.test("files.read() refuses what is too large and what is no file", async () => {
  await using root = await temporaryRoot();
  await root.put("/large", "");
  await Deno.truncate(`${root.path}/large`, (16 << 20) + 1);
  const error = await failsWith("file-failed", () => createFiles(root.path).read("/large"));
  assert.match(error.causes.join(), /bytes/);
  await failsWith("file-failed", () => createFiles(root.path).read("/"));
});

Deno.test("files.link() makes and replaces a link, and forgets a half-made one", async () => {
  await using root = await temporaryRoot();
  const files = createFiles(root.path);
  await Deno.symlink("/half", `${root.path}/new`);
  await files.link("/current", "/first", "/new");
  await files.link("/current", "/second", "/new");
  assert.deepEqual(await root.tree(), { "/current": "link → /second" });
  assert.equal(await files.linkTarget("/current"), "/second");
  assert.equal((await files.stat("/current"))?.kind, "link");
});

Deno.test("files.stat() tells kinds and modes apart", async () => {
  await using root = await temporaryRoot();
  await root.put("/d/f", "four", 0o640);
  const files = createFiles(root.path);
  assert.deepEqual(await files.stat("/d/f"), { kind: "file", mode: 0o640, size: 4 });
  assert.equal((await files.stat("/d"))?.kind, "directory");
  assert.deepEqual(await files.list("/d"), ["f"]);
});

const mayMount = await new Deno.Command("unshare", { args: ["-rm", "true"] }).output()
  .then(({ success }) => success, () => false);

Deno.test("files.write() says when the disk is full, and keeps the old file whole", {
  ignore: !mayMount,
}, async () => {
  await using root = await temporaryRoot();
  const module = new URL("../../../core/host/files.ts", import.meta.url).href;
  const code = `import { createFiles } from "${module}";
    const files = createFiles(Deno.args[0]);
    await files.write("/a", "old", { mode: 0o600 });
    const code = await files.write("/a", "x".repeat(1e6), { mode: 0o600 }).catch((error) => error.code);
    console.log(JSON.stringify([code, await files.read("/a"), await files.list("/")]));`;
  const script = `mount -t tmpfs -o size=64k none "$2" && exec "$0" eval --no-config "$1" "$2"`;
  const args = ["-rm", "sh", "-c", script, Deno.execPath(), code, root.path];
  const { stdout, stderr } = await new Deno.Command("unshare", { args }).output();
  const shown = new TextDecoder().decode(stdout);
  assert.ok(shown !== "", new TextDecoder().decode(stderr));
  assert.deepEqual(JSON.parse(shown), ["disk-full", "old", ["a"]]);
});
