import assert from "node:assert/strict";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { freePort } from "../../support/free_port.ts";
import { find, findings } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOML = "/etc/containerd/config.toml";
const OFF = 'version = 2\ndisabled_plugins = ["cri"]\n';

Deno.test("ContainerdConfig says why no runtime answers", async () => {
  const [found] = await findings("ContainerdConfig", { files: { [TOML]: OFF } });
  assert.equal(found?.level, "error");
  assert.match(found.text, /^\/etc\/containerd\/config\.toml turns off .* "cri" is among/);
  assert.match(found.hint, /systemctl restart containerd/);
});

Deno.test("ContainerdConfig only warns where the runtime still answers", async () => {
  const [found] = await find("ContainerdConfig", { files: { [TOML]: OFF }, runtime: {} });
  assert.match(found ?? "", /^warning /);
});

Deno.test.each([
  { what: "no file", files: {} },
  { what: "nothing turned off", files: { [TOML]: "disabled_plugins = []\n" } },
  { what: "a comment", files: { [TOML]: '#disabled_plugins = ["cri"]\n' } },
  { what: "another plugin", files: { [TOML]: 'disabled_plugins = ["zfs", "btrfs"]\n' } },
  {
    what: "another runtime",
    files: { [TOML]: OFF },
    flags: { criSocket: "unix:///var/run/crio/crio.sock" },
  },
])("ContainerdConfig finds nothing with $what", async ({ files, flags = {} }) => {
  assert.deepEqual(await find("ContainerdConfig", { files, flags }), []);
});

Deno.test("RuntimeService wants a running runtime to be started at boot", async () => {
  const runs = { "/sys/fs/cgroup/system.slice/containerd.service/cgroup.procs": "" };
  assert.deepEqual(await find("RuntimeService"), []);
  assert.deepEqual(await find("RuntimeService", { files: runs }), [
    "warning The service containerd runs, but nothing starts it at boot",
  ]);
  for (const folder of ["/etc/systemd/system", "/usr/lib/systemd/system"]) {
    const wanted = { [`${folder}/multi-user.target.wants/containerd.service`]: "" };
    assert.deepEqual(await find("RuntimeService", { files: { ...runs, ...wanted } }), []);
  }
});

/** As containerd 1.7 shows it. */
function shows(SystemdCgroup: boolean) {
  return {
    containerd: { defaultRuntimeName: "runc", runtimes: { runc: { options: { SystemdCgroup } } } },
  };
}

Deno.test.each(
  [
    { what: "no runtime", is: 0 },
    { what: "announced, new kubelet", runtime: { cgroupDriver: "cgroupfs" }, is: 0 },
    {
      what: "announced, older kubelet",
      runtime: { cgroupDriver: "cgroupfs" },
      kubelet: "v1.30.1",
      is: 1,
    },
    { what: "untold", runtime: { cgroupDriver: "untold" }, is: 0 },
    { what: "shown as systemd", runtime: { cgroupDriver: "untold", config: shows(true) }, is: 0 },
    { what: "shown as cgroupfs", runtime: { cgroupDriver: "untold", config: shows(false) }, is: 1 },
    {
      what: "shown as cgroupfs, kubelet of 1.21",
      runtime: { cgroupDriver: "untold", config: shows(false) },
      kubelet: "v1.21.3",
      is: 0,
    },
    {
      what: "shown as systemd, kubelet of 1.21",
      runtime: { cgroupDriver: "untold", config: shows(true) },
      kubelet: "v1.21.3",
      is: 1,
    },
    {
      what: "shown as cgroupfs, kubelet set to that",
      runtime: { cgroupDriver: "untold", config: shows(false) },
      files: { "/var/lib/kubelet/config.yaml": "cgroupDriver: cgroupfs\n" },
      is: 0,
    },
  ] as const,
)("CgroupDriver makes $is findings: $what", async ({ what: _, is, ...given }) => {
  const found = await find("CgroupDriver", given);
  assert.equal(found.length, is);
  if (is > 0) assert.match(found[0] ?? "", /^warning The container runtime's cgroup driver is /);
});

const NAME = "pause:3.10";

Deno.test("SandboxImage is content with an image that is there", async () => {
  const image = `127.0.0.1:1/${NAME}`;
  const runtime = { config: { sandboxImage: image }, images: [image] };
  assert.deepEqual(await find("SandboxImage", { runtime }), []);
  assert.deepEqual(await find("SandboxImage", { runtime: {} }), []);
  assert.deepEqual(await find("SandboxImage"), []);
});

Deno.test("SandboxImage is content with a registry that answers, whatever it says", async () => {
  await using registry = await startControlPlane();
  const runtime = { config: { sandboxImage: `127.0.0.1:${registry.port}/${NAME}` } };
  assert.deepEqual(await find("SandboxImage", { runtime }), []);
});

Deno.test.each([
  { where: "shown by the runtime", version: 1 },
  { where: "in containerd's file", version: 2 },
])("SandboxImage finds one that can be had nowhere, $where", async ({ version }) => {
  const image = `127.0.0.1:${freePort()}/${NAME}`;
  const given = version === 1
    ? { runtime: { config: { sandboxImage: image } } }
    : { runtime: {}, files: { [TOML]: `[plugins.x.pinned_images]\n  sandbox = '${image}'\n` } };
  const [found] = await find("SandboxImage", given);
  assert.match(found ?? "", new RegExp(`^warning The image ${image} is not here, and nothing`));
  assert.deepEqual(await find("SandboxImage", { ...given, alone: false }), []);
});

Deno.test("SandboxImage cannot tell where mirrors or a proxy are in use", async () => {
  const runtime = { config: { sandboxImage: `127.0.0.1:${freePort()}/${NAME}` } };
  const mirrors = { "/etc/containerd/certs.d/_default/hosts.toml": "" };
  assert.deepEqual(await find("SandboxImage", { runtime, files: mirrors }), []);
  assert.deepEqual(await find("SandboxImage", { runtime, proxy: "http://127.0.0.1:1" }), []);
});
