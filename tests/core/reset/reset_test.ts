import assert from "node:assert/strict";
import { createHost } from "../../../core/host/host.ts";
import type { ResetHost, Services } from "../../../core/host/types.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import { failsWith } from "../kit/errors.ts";
import { recorder } from "../kit/events.ts";
import { fakeServices } from "../kit/joining.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";
import { resetting, stopped } from "./resetting.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const STATE = "/var/lib/kubeworker";
const KUBELET = "/var/lib/kubelet";

async function treeOf(root: TemporaryRoot): Promise<Record<string, string>> {
  const tree = await root.tree();
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith(STATE)));
}

/** What a run of kubeworker does to a machine. */
async function change(
  root: TemporaryRoot,
  act: (host: Awaited<ReturnType<typeof createHost>>) => Promise<void>,
  services: Services = fakeServices(),
): Promise<void> {
  using host = await createHost({
    root: root.path,
    dryRun: false,
    emit: () => {},
    version: "0.0.1",
    services,
  });
  await act(host);
}

Deno.test("reset puts back bytes that are no text, with their mode", async () => {
  await using root = await temporaryRoot();
  const bytes = new Uint8Array([0xff, 0xfe, 0, 0x80, 0x0a]);
  await root.put("/etc/binary", "", 0o640);
  await Deno.writeFile(`${root.path}/etc/binary`, bytes);
  await change(root, ({ files }) => files.write("/etc/binary", "text", { mode: 0o600 }));
  const { outcome } = await resetting({ root: root.path });
  assert.deepEqual(await Deno.readFile(`${root.path}/etc/binary`), bytes);
  assert.equal(await root.mode("/etc/binary"), "0640");
  assert.deepEqual(outcome.reset?.restored, ["/etc/binary"]);
});

Deno.test("reset does not put back a copy that was changed", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/a", "before");
  await change(root, ({ files }) => files.write("/etc/a", "after", { mode: 0o644 }));
  for await (const { name } of Deno.readDir(`${root.path}${STATE}/replaced`)) {
    await Deno.writeTextFile(`${root.path}${STATE}/replaced/${name}`, "forged");
  }
  const { outcome } = await resetting({ root: root.path });
  assert.equal(await root.text("/etc/a"), "after");
  assert.match(outcome.reset?.kept[0]?.reason ?? "", /the copy of what it was/);
});

Deno.test("reset removes our file where a secret was before it, of which no copy is kept", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/key", "a key", 0o600);
  await change(root, ({ files }) => files.write("/etc/key", "new", { mode: 0o600, secret: true }));
  await resetting({ root: root.path });
  assert.equal((await treeOf(root))["/etc/key"], undefined);
  assert.doesNotMatch(JSON.stringify(await root.tree()), /a key/);
});

Deno.test.each([
  { what: "changed", edit: (path: string) => Deno.writeTextFile(path, "mine"), is: "0644 mine" },
  {
    what: "made unreadable for others",
    edit: (path: string) => Deno.chmod(path, 0o600),
    is: "0600 ours",
  },
  {
    what: "replaced by a link",
    edit: async (path: string) => {
      await Deno.remove(path);
      await Deno.symlink("/elsewhere", path);
    },
    is: "link → /elsewhere",
  },
])("reset keeps what was $what since, unless it is forced", async ({ edit, is }) => {
  for (const force of [false, true]) {
    await using root = await temporaryRoot();
    await root.put("/etc/other", "");
    await change(root, ({ files }) => files.write("/etc/a", "ours", { mode: 0o644 }));
    await edit(`${root.path}/etc/a`);
    const { outcome, notes } = await resetting({ root: root.path, force });
    assert.equal((await treeOf(root))["/etc/a"], force ? undefined : is);
    assert.equal(outcome.reset?.kept.length, force ? 0 : 1);
    assert.equal(notes.some((text) => text === "Kept /etc/a: it was changed since"), !force);
  }
});

Deno.test("reset keeps a directory of ours in which something of others is", async () => {
  await using root = await temporaryRoot();
  await Deno.mkdir(`${root.path}/etc`);
  await change(root, async ({ files }) => {
    await files.makeDirectory("/etc/kubernetes/pki", 0o755);
    await files.write("/etc/kubernetes/pki/ca.crt", "ca", { mode: 0o644 });
  });
  await root.put("/etc/kubernetes/mine", "mine");
  const { outcome } = await resetting({ root: root.path });
  assert.deepEqual(outcome.reset?.kept, [{ path: "/etc/kubernetes", reason: "it is not empty" }]);
  assert.deepEqual(Object.keys(await treeOf(root)), [
    "/etc",
    "/etc/kubernetes",
    "/etc/kubernetes/mine",
    "/var",
    "/var/lib",
  ]);
});

Deno.test("reset removes half-written files that a power cut left beside ours, and no others", async () => {
  await using root = await temporaryRoot();
  await change(root, ({ files }) => files.makeDirectory("/etc", 0o755));
  await change(root, ({ files }) => files.write("/etc/a", "ours", { mode: 0o644 }));
  await root.put("/etc/.a.kubeworker-0123abcd", "half");
  await root.put("/etc/.b.kubeworker-0123abcd", "not of a journalled file");
  await resetting({ root: root.path });
  assert.deepEqual(
    Object.keys(await treeOf(root)).filter((path) => path.startsWith("/etc/")),
    ["/etc/.b.kubeworker-0123abcd"],
  );
});

Deno.test("reset undoes settings, modules, swap and the enabling of services", async () => {
  await using root = await temporaryRoot();
  const swaps = "Filename\tType\tSize\tUsed\tPriority\n";
  await root.put("/proc/sys/net/ipv4/ip_forward", "0\n");
  await root.put(
    "/proc/swaps",
    `${swaps}/dev/sda2 partition 100 0 5\n/dev/sda3 partition 1 0 -2\n`,
  );
  for (const program of ["modprobe", "swapon", "swapoff"]) {
    await root.script(`/sbin/${program}`, `echo ${program} "$@" >> ${root.path}/asked`);
  }
  const asked: string[] = [];
  const services = fakeServices({
    status: () => Promise.resolve({ found: true, enabled: true, state: "stopped", restarts: 0 }),
    disable: (unit) => Promise.resolve(void asked.push(`disable ${unit}`)),
  });
  const { signal } = new AbortController();
  await change(root, async ({ kernel, services }) => {
    await kernel.set("net.ipv4.ip_forward", "1");
    await kernel.loadModule("br_netfilter", signal);
    for (const swap of await kernel.swaps()) await kernel.swapOff(swap, signal);
    await services.enable("kubelet", signal);
  }, stopped);
  assert.equal(await root.text("/proc/sys/net/ipv4/ip_forward"), "1\n");
  await root.put("/proc/swaps", swaps);
  await Deno.mkdir(`${root.path}/sys/module/br_netfilter`, { recursive: true });
  await Deno.remove(`${root.path}/asked`);
  await resetting({ root: root.path, services });
  assert.equal(await root.text("/proc/sys/net/ipv4/ip_forward"), "0\n");
  assert.deepEqual((await root.text("/asked")).trim().split("\n"), [
    "swapon /dev/sda3",
    "swapon -p 5 /dev/sda2",
    "modprobe -r br_netfilter",
  ]);
  assert.deepEqual(asked, ["disable kubelet"]);
});

Deno.test("reset leaves a setting alone that somebody has set since, and goes on past what fails", async () => {
  await using root = await temporaryRoot();
  await root.put("/proc/sys/net/ipv4/ip_forward", "0\n");
  await root.script("/sbin/modprobe", '[ "$1" != -r ] || { echo in use >&2; exit 1; }');
  const { signal } = new AbortController();
  await change(root, async ({ kernel, files }) => {
    await files.write("/early", "x", { mode: 0o644 });
    await kernel.set("net.ipv4.ip_forward", "1");
    await kernel.loadModule("br_netfilter", signal);
  });
  await root.put("/proc/sys/net/ipv4/ip_forward", "2\n");
  await Deno.mkdir(`${root.path}/sys/module/br_netfilter`, { recursive: true });
  const { notes } = await resetting({ root: root.path });
  assert.equal(await root.text("/proc/sys/net/ipv4/ip_forward"), "2\n");
  assert.ok(
    notes.some((text) => /modprobe -r br_netfilter failed: in use/.test(text)),
    String(notes),
  );
  assert.equal((await treeOf(root))["/early"], undefined);
});

Deno.test("reset refuses a control plane, and does not touch it", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/kubernetes/manifests/kube-apiserver.yaml", "x");
  await root.put(`${KUBELET}/config.yaml`, "x");
  const before = await root.tree();
  const error = await failsWith("reset-refused", () => resetting({ root: root.path }));
  assert.match(error.hint, /kubeadm reset/);
  assert.deepEqual(await root.tree(), before);
});

Deno.test("reset does not go on when the kubelet cannot be stopped", async () => {
  await using root = await temporaryRoot();
  await root.put(`${KUBELET}/config.yaml`, "x");
  await root.put("/etc/kubernetes/kubelet.conf", "x");
  const before = await treeOf(root);
  const services = fakeServices({ stop: () => Promise.reject(new Error("no bus")) });
  await assert.rejects(resetting({ root: root.path, services }), /no bus/);
  assert.deepEqual(await treeOf(root), before);
});

Deno.test("reset waits for nobody who is changing this machine", async () => {
  await using root = await temporaryRoot();
  await change(root, async ({ files }) => {
    await files.write("/early", "x", { mode: 0o644 });
    await failsWith("lock-held", () => resetting({ root: root.path }));
  });
  assert.equal(await root.text("/early"), "x");
});

Deno.test("reset of the real machine wants root, a look at it does not", async () => {
  await using root = await temporaryRoot();
  const through = (host: ResetHost): ResetHost => ({
    ...host,
    root: "/",
    machine: { ...host.machine, uid: 1000 },
  });
  const error = await failsWith("reset-refused", () => resetting({ root: root.path, through }));
  assert.match(error.hint, /sudo/);
  await resetting({ root: root.path, through, dryRun: true });
});

Deno.test("reset of what the kubelet keeps behind a link removes our files and says what it left", async () => {
  await using root = await temporaryRoot();
  await root.put("/data/kubelet/pods/1/file", "x");
  await Deno.mkdir(`${root.path}/var/lib`, { recursive: true });
  await Deno.symlink(`${root.path}/data/kubelet`, `${root.path}${KUBELET}`);
  const { signal } = new AbortController();
  await change(root, async ({ files, services }) => {
    await files.makeDirectory("/etc/kubernetes", 0o755);
    await files.write(`${KUBELET}/config.yaml`, "ours", { mode: 0o644 });
    await files.makeDirectory(`${KUBELET}/pki`, 0o755);
    await files.write(`${KUBELET}/pki/kubelet-client-1.pem`, "ours", { mode: 0o600, secret: true });
    await files.write("/etc/kubernetes/kubelet.conf", "ours", { mode: 0o600 });
    await services.restart("kubelet", signal);
  });
  const { outcome } = await resetting({ root: root.path });
  assert.equal(await root.text("/data/kubelet/pods/1/file"), "x");
  assert.equal((await root.tree())["/data/kubelet/config.yaml"], undefined);
  assert.equal((await root.tree())["/data/kubelet/pki"], undefined);
  assert.equal((await root.tree())["/etc/kubernetes/kubelet.conf"], undefined);
  assert.match(outcome.reset?.kept[0]?.reason ?? "", /it is a link/);
});

Deno.test("reset says what it was: of a node, of a machine that was only mended, of nothing", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/hostname", "n1\n");
  const first = await resetting({ root: root.path });
  assert.match(first.outcome.summary, /nothing was to be undone/);
  assert.deepEqual(first.notes, []);
  await change(root, ({ files }) => files.write("/etc/a", "x", { mode: 0o644 }));
  const second = await resetting({ root: root.path });
  assert.match(
    second.outcome.summary,
    /^What was changed is undone: 1 removed, 0 restored, 0 kept/,
  );
  await root.put("/etc/kubernetes/kubelet.conf", "x");
  const third = await resetting({ root: root.path });
  assert.match(third.outcome.summary, /^This machine is no node any more: 1 removed/);
});

Deno.test("reset has the service manager read again what it took back", async () => {
  for (const path of ["/etc/fstab", "/etc/systemd/system/kubelet.service", "/etc/other"]) {
    await using root = await temporaryRoot();
    await root.put(path, "before");
    await change(root, ({ files }) => files.write(path, "after", { mode: 0o644 }));
    let reloads = 0;
    const services = { ...stopped, reload: () => Promise.resolve(void reloads++) };
    await resetting({ root: root.path, services });
    assert.equal(reloads, path === "/etc/other" ? 0 : 1, path);
  }
});

Deno.test("what cannot be undone is told, the rest is undone, and the next reset goes on", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/hostname", "n1\n");
  const before = await treeOf(root);
  await change(root, async ({ files }) => {
    await files.write("/etc/first", "x", { mode: 0o644 });
    await files.write("/etc/stubborn", "x", { mode: 0o644 });
    await files.write("/etc/last", "x", { mode: 0o644 });
  });
  const record = recorder();
  function through(host: ResetHost): ResetHost {
    async function remove(path: string): Promise<void> {
      if (path !== "/etc/stubborn") return await host.files.remove(path);
      const cause = new Error("Operation not permitted");
      throw new JoinError("file-failed", `Cannot remove ${path}`, { cause });
    }
    return { ...host, files: { ...host.files, remove } };
  }
  const error = await failsWith(
    "reset-incomplete",
    () => resetting({ root: root.path, through, record }),
  );
  assert.equal(error.message, "Cannot undo all: /etc/stubborn");
  assert.ok(
    record.of("note").some(({ text }) =>
      text === "Cannot remove /etc/stubborn: Operation not permitted"
    ),
  );
  assert.deepEqual(Object.keys(await treeOf(root)).filter((path) => path.startsWith("/etc/")), [
    "/etc/hostname",
    "/etc/stubborn",
  ]);
  const { outcome } = await resetting({ root: root.path });
  assert.deepEqual(outcome.reset?.removed, ["/etc/stubborn"]);
  const after = await treeOf(root);
  for (const path of ["/var", "/var/lib"]) delete after[path];
  assert.deepEqual(after, before);
});
