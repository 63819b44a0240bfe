import assert from "node:assert/strict";
import { find } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const RELEASE = "6.1.0-18-amd64";
const REAL = {
  "/proc/sys/kernel/osrelease": `${RELEASE}\n`,
  "/proc/sys/net/core/somaxconn": "4096\n",
  "/proc/filesystems": "nodev\tsysfs\n\text4\n",
  "/proc/modules": "nf_tables 1 0 - Live 0x0\n",
  [`/lib/modules/${RELEASE}/modules.builtin`]: "kernel/fs/ext4/ext4.ko\n",
  [`/lib/modules/${RELEASE}/modules.dep`]:
    "kernel/fs/overlayfs/overlay.ko.xz:\nkernel/net/bridge/br_netfilter.ko.xz: kernel/net/bridge/bridge.ko.xz\n",
};
const BARE = { ...REAL, [`/lib/modules/${RELEASE}/modules.dep`]: "kernel/fs/fat/fat.ko:\n" };
const OVERLAY = "KernelModule-overlay";
const BRIDGE = "KernelModule-br_netfilter";

Deno.test("both modules are left alone on a stand-in root", async () => {
  assert.deepEqual(await find(OVERLAY), []);
  assert.deepEqual(await find(BRIDGE), []);
  assert.deepEqual(await find(BRIDGE, { files: { "/proc/sys/net/ipv4/ip_forward": "1" } }), []);
});

Deno.test("KernelModule-overlay is content with one that can be loaded", async () => {
  assert.deepEqual(await find(OVERLAY, { files: REAL }), []);
  const loaded = { ...BARE, "/proc/filesystems": "nodev\toverlay\n" };
  assert.deepEqual(await find(OVERLAY, { files: loaded }), []);
});

Deno.test("KernelModule-overlay finds a kernel without it", async () => {
  assert.deepEqual(await find(OVERLAY, { files: BARE }), [
    "warning This kernel has no module overlay: container images need it",
  ]);
});

Deno.test("KernelModule-br_netfilter wants it loaded", async () => {
  const [found] = await find(BRIDGE, { files: REAL });
  assert.match(found ?? "", /^warning The kernel module br_netfilter is not loaded/);
  assert.deepEqual(await find(BRIDGE, { files: REAL, alone: false }), []);
  const loaded = { ...REAL, "/proc/sys/net/bridge/bridge-nf-call-iptables": "1\n" };
  assert.deepEqual(await find(BRIDGE, { files: loaded }), []);
});

Deno.test("KernelModule-br_netfilter finds a kernel without it, with modules or without any", async () => {
  const { "/proc/modules": _none, ...rest } = REAL;
  const monolithic = Object.fromEntries(
    Object.entries(rest).filter(([path]) => !path.startsWith("/lib/modules")),
  );
  for (const files of [BARE, monolithic]) {
    const [found] = await find(BRIDGE, { files });
    assert.match(found ?? "", /^warning This kernel has no module br_netfilter/);
  }
});

Deno.test("KernelModule-br_netfilter leaves old kubelets to kubeadm's own check", async () => {
  assert.deepEqual(await find(BRIDGE, { files: REAL, kubelet: "v1.29.9" }), []);
});

const V2 = { "/sys/fs/cgroup/cgroup.controllers": "cpu memory\n" };

Deno.test.each([
  { what: "no cgroup v2", files: {}, kubelet: "v1.18.0", is: [] },
  { what: "all new", files: { ...V2, ...REAL }, kubelet: "v1.37.2", is: [] },
  {
    what: "an old kubelet",
    files: V2,
    kubelet: "v1.18.20",
    is: ["error The kubelet v1.18.20 does not know cgroup v2"],
  },
  {
    what: "an old kernel",
    files: { ...V2, "/proc/sys/kernel/osrelease": "4.19.0-26-amd64\n" },
    kubelet: "v1.30.0",
    is: ["warning The kernel 4.19.0-26-amd64 has cgroup v2 without a freezer"],
  },
  {
    what: "an old containerd",
    files: V2,
    kubelet: "v1.30.0",
    runtime: { runtimeVersion: "v1.3.9" },
    is: ["warning containerd v1.3.9 does not know cgroup v2"],
  },
])("Cgroup-v2 says $is of $what", async ({ files, kubelet, runtime, is }) => {
  const more = runtime === undefined ? {} : { runtime };
  assert.deepEqual(await find("Cgroup-v2", { files, kubelet, ...more }), is);
});
