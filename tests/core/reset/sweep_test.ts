import assert from "node:assert/strict";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";
import { resetting } from "./resetting.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const KUBELET = "/var/lib/kubelet";

/** A worker that kubeadm has joined. */
async function joined(): Promise<TemporaryRoot> {
  const root = await temporaryRoot();
  await root.put("/etc/kubernetes/kubelet.conf", "x", 0o600);
  await root.put("/etc/kubernetes/bootstrap-kubelet.conf", "x", 0o600);
  await root.put("/etc/kubernetes/pki/ca.crt", "x");
  await root.put("/etc/kubernetes/manifests/static.yaml", "x");
  await root.put("/etc/kubernetes/other.conf", "mine");
  await root.put("/etc/cni/net.d/10-flannel.conflist", "x");
  await root.put(`${KUBELET}/config.yaml`, "x");
  await root.put(`${KUBELET}/pods/1/volumes/data`, "x");
  return root;
}

async function pathsOf(root: TemporaryRoot): Promise<string[]> {
  return Object.keys(await root.tree()).filter((path) => !path.includes("kubeworker"));
}

Deno.test("without a journal reset clears what kubeadm's does, and nothing else", async () => {
  await using root = await joined();
  const { outcome, notes } = await resetting({ root: root.path });
  assert.deepEqual(await pathsOf(root), [
    "/etc",
    "/etc/cni",
    "/etc/cni/net.d",
    "/etc/cni/net.d/10-flannel.conflist",
    "/etc/kubernetes",
    "/etc/kubernetes/manifests",
    "/etc/kubernetes/other.conf",
    "/etc/kubernetes/pki",
    "/var",
    "/var/lib",
    "/var/lib/kubelet",
  ]);
  assert.equal(outcome.reset?.journal, undefined);
  assert.ok(notes.some((text) => /Not touched: CNI configuration/.test(text)));
});

Deno.test("reset follows no link out of the directories that it clears", async () => {
  await using root = await joined();
  await root.put("/data/precious/file", "precious");
  await Deno.symlink("/data/precious", `${root.path}${KUBELET}/pods/1/link`);
  await Deno.symlink(`${root.path}/data/precious`, `${root.path}${KUBELET}/real-link`);
  await Deno.symlink(`${root.path}/data/precious`, `${root.path}${KUBELET}/pods/1/deep-link`);
  await resetting({ root: root.path });
  assert.deepEqual((await pathsOf(root)).filter((path) => path.startsWith(KUBELET)), [KUBELET]);
  assert.equal(await root.text("/data/precious/file"), "precious");
});

Deno.test("reset removes nothing behind a link that stands for one of its directories", async () => {
  await using root = await joined();
  await root.put("/data/kubelet/config.yaml", "x");
  await Deno.remove(`${root.path}${KUBELET}`, { recursive: true });
  await Deno.symlink(`${root.path}/data/kubelet`, `${root.path}${KUBELET}`);
  const { outcome } = await resetting({ root: root.path });
  assert.equal(await root.text("/data/kubelet/config.yaml"), "x");
  assert.match(outcome.reset?.kept[0]?.reason ?? "", /it is a link to .*\/data\/kubelet/);
});

async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

/** Whether this user may mount. */
async function mayMount(): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const place = await Deno.makeTempDir();
  const { success } = await new Deno.Command("mount", { args: ["--bind", place, place] }).output()
    .catch(() => ({ success: false }));
  if (success) await run("umount", place);
  await Deno.remove(place);
  return success;
}

const ignore = !await mayMount();

for (const busy of [false, true]) {
  Deno.test(
    `reset unmounts ${
      busy
        ? "what it can, and keeps what it cannot"
        : "volumes first, the deepest before the others"
    }`,
    { ignore },
    async () => {
      await using root = await joined();
      await root.put("/data/a/file", "precious");
      await root.put("/data/b/file", "precious");
      const volumes = `${root.path}${KUBELET}/pods/1/volumes`;
      await root.script(
        "/bin/umount",
        busy ? "echo target is busy >&2; exit 32" : 'exec /bin/umount "$@"',
      );
      await Deno.mkdir(`${volumes}/a b`, { recursive: true });
      await run("mount", "--bind", `${root.path}/data/a`, `${volumes}/a b`);
      await Deno.mkdir(`${volumes}/a b/inner`);
      await run("mount", "--bind", `${root.path}/data/b`, `${volumes}/a b/inner`);
      try {
        const { outcome, notes, record } = await resetting({ root: root.path });
        const unmounted = record.of("kernel").map(({ what }) => what);
        assert.equal(await root.text("/data/a/file"), "precious");
        assert.equal(await root.text("/data/b/file"), "precious");
        if (busy) {
          assert.deepEqual(unmounted, []);
          assert.equal(
            notes.filter((text) => /umount .* failed: target is busy/.test(text)).length,
            2,
          );
          assert.match(outcome.reset?.kept[0]?.reason ?? "", /something is mounted at .*\/a b/);
          // The rest goes all the same.
          assert.deepEqual(
            await Array.fromAsync(Deno.readDir(`${root.path}${KUBELET}`), ({ name }) => name),
            ["pods"],
          );
        } else {
          const inner = `${KUBELET}/pods/1/volumes/a b`;
          assert.deepEqual(unmounted, [`${inner}/inner`, inner]);
          assert.deepEqual(await Array.fromAsync(Deno.readDir(`${root.path}${KUBELET}`)), []);
        }
      } finally {
        if (busy) {
          await run("umount", `${volumes}/a b/inner`);
          await run("umount", `${volumes}/a b`);
        }
      }
    },
  );
}

Deno.test(
  "a dry run of reset shows what a mount keeps, as the reset does",
  { ignore },
  async () => {
    await using root = await joined();
    await root.put("/data/file", "precious");
    const place = `${root.path}/etc/kubernetes/manifests/more`;
    await Deno.mkdir(place);
    await run("mount", "--bind", `${root.path}/data`, place);
    try {
      const dry = await resetting({ root: root.path, dryRun: true });
      const real = await resetting({ root: root.path });
      assert.deepEqual(dry.outcome.reset, real.outcome.reset);
      assert.deepEqual(real.outcome.reset?.kept.map(({ path }) => path), [
        "/etc/kubernetes/manifests/more",
      ]);
      assert.equal(await root.text("/data/file"), "precious");
    } finally {
      await run("umount", place);
    }
  },
);

Deno.test("a journal that was undone is put aside, and what it left is not swept later", async () => {
  await using root = await temporaryRoot();
  await root.put("/var/lib/kubeworker/journal.jsonl", "");
  await root.put(`${KUBELET}/mine`, "mine");
  const first = await resetting({ root: root.path });
  assert.match(first.outcome.reset?.journal ?? "", /journal-\d{4}-\d\d-\d\d\.jsonl$/);
  await root.put("/var/lib/kubeworker/journal.jsonl", "");
  const second = await resetting({ root: root.path });
  assert.notEqual(second.outcome.reset?.journal, first.outcome.reset?.journal);
  const third = await resetting({ root: root.path });
  assert.deepEqual(third.outcome.reset, { removed: [], restored: [], kept: [] });
  assert.match(third.outcome.summary, /nothing was to be undone/);
  // Somebody joined it again, by other means.
  await root.put("/etc/kubernetes/kubelet.conf", "x");
  await resetting({ root: root.path });
  assert.deepEqual((await pathsOf(root)).filter((path) => path.startsWith(KUBELET)), [KUBELET]);
});
