import assert from "node:assert/strict";
import { find, findings } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const STOCK = {
  "/proc/sys/vm/overcommit_memory": "0\n",
  "/proc/sys/vm/panic_on_oom": "0\n",
  "/proc/sys/kernel/panic": "0\n",
  "/proc/sys/kernel/panic_on_oops": "1\n",
};
const WANTED = {
  ...STOCK,
  "/proc/sys/vm/overcommit_memory": "1\n",
  "/proc/sys/kernel/panic": "10\n",
};
const CONFIG = "/var/lib/kubelet/config.yaml";

Deno.test("KernelDefaults has nothing to say where the kubelet sets them itself", async () => {
  assert.deepEqual(await find("KernelDefaults", { files: STOCK }), []);
  for (const text of ["protectKernelDefaults: false\n", "# protectKernelDefaults: true\n"]) {
    assert.deepEqual(await find("KernelDefaults", { files: { ...STOCK, [CONFIG]: text } }), []);
  }
});

Deno.test.each([
  [CONFIG, "kind: KubeletConfiguration\nprotectKernelDefaults: true\n"],
  ["/etc/default/kubelet", 'KUBELET_EXTRA_ARGS="--protect-kernel-defaults --v=2"\n'],
  ["/etc/sysconfig/kubelet", "KUBELET_EXTRA_ARGS=--protect-kernel-defaults=true\n"],
])("KernelDefaults names what %s makes the kubelet refuse", async (path, text) => {
  const [found] = await findings("KernelDefaults", { files: { ...STOCK, [path]: text } });
  assert.equal(
    found?.text,
    `By ${path} the kubelet does not start unless these are set: vm.overcommit_memory=1, kernel.panic=10`,
  );
  assert.match(found.hint, /`sysctl -w vm\.overcommit_memory=1 kernel\.panic=10`/);
  assert.deepEqual(await find("KernelDefaults", { files: { ...WANTED, [path]: text } }), []);
});

Deno.test("KernelDefaults lets the flag that counts last decide", async () => {
  const files = {
    ...STOCK,
    [CONFIG]: "protectKernelDefaults: true\n",
    "/var/lib/kubelet/kubeadm-flags.env": 'A="--protect-kernel-defaults=true"\n',
    "/etc/default/kubelet": "KUBELET_EXTRA_ARGS=--protect-kernel-defaults=false\n",
  };
  assert.deepEqual(await find("KernelDefaults", { files }), []);
});

Deno.test("SwapZram finds swap that comes back", async () => {
  const head = "Filename Type Size Used Priority\n";
  const swaps = (text: string) => ({ files: { "/proc/swaps": head + text } });
  assert.deepEqual(await find("SwapZram"), []);
  assert.deepEqual(await find("SwapZram", swaps("/dev/sda2 partition 1 0 -2\n")), []);
  const [found] = await find("SwapZram", swaps("/dev/zram0 partition 1 0 100\n"));
  assert.match(found ?? "", /^warning The swap \/dev\/zram0 is made anew at every boot/);
});
