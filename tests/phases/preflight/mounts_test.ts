import assert from "node:assert/strict";
import { find, mountInfo } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function mounted(...mounts: Parameters<typeof mountInfo>) {
  return { files: { "/proc/self/mountinfo": mountInfo(...mounts), "/var/lib/containerd/x": "" } };
}

const NAMES = ["MountReadOnly", "MountNoExec", "MountPropagation"];

Deno.test.each(NAMES)(
  "%s finds nothing on a usual machine, nor without mountinfo",
  async (name) => {
    const usual = mounted({ point: "/" }, { point: "/boot", options: "ro,noexec", shared: false });
    assert.deepEqual(await find(name, usual), []);
    assert.deepEqual(await find(name), []);
  },
);

Deno.test("MountReadOnly refuses a kubelet's directory that cannot be written to", async () => {
  const read = mounted({ point: "/" }, { point: "/var", options: "ro,relatime" });
  assert.deepEqual(await find("MountReadOnly", read), [
    "error /var/lib/kubelet cannot be written to: /var is mounted read-only",
    "warning /var/lib/containerd cannot be written to: /var is mounted read-only",
  ]);
});

Deno.test("MountReadOnly sees a file system that is read-only below a mount that is not", async () => {
  const mounts = "20 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 ro,errors=remount-ro\n";
  const found = await find("MountReadOnly", { files: { "/proc/self/mountinfo": mounts } });
  assert.match(found[0] ?? "", /^error \/etc\/kubernetes cannot be written to: \/ is mounted/);
});

Deno.test("MountReadOnly looks at the mount on top", async () => {
  const mounts = mounted(
    { point: "/" },
    { point: "/var/lib", options: "ro" },
    { point: "/var/lib", options: "rw" },
  );
  assert.deepEqual(await find("MountReadOnly", mounts), []);
});

Deno.test("MountNoExec finds noexec, also where the path has a space", async () => {
  const mounts = mounted(
    { point: "/" },
    { point: "/var/lib/kubelet", options: "rw,noexec" },
    { point: "/a\\040b", options: "rw,noexec" },
  );
  assert.deepEqual(await find("MountNoExec", mounts), [
    "warning Nothing can be run from /var/lib/kubelet: /var/lib/kubelet is mounted with noexec",
  ]);
});

Deno.test("MountPropagation finds private mounts", async () => {
  assert.deepEqual(await find("MountPropagation", mounted({ point: "/", shared: false })), [
    "warning Mounts below / are not shared: pods with mount propagation do not start",
  ]);
});
