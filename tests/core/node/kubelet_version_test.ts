import assert from "node:assert/strict";
import { createExec } from "../../../core/host/exec.ts";
import { flagsFile, kubeletFlags, usesInstanceConfig } from "../../../core/node/kubelet_flags.ts";
import { askKubeletVersion, isAtLeast } from "../../../core/node/kubelet_version.ts";
import { failsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const { signal } = new AbortController();

async function ask(body: string) {
  await using root = await temporaryRoot();
  await root.script("/usr/bin/kubelet", body);
  return await askKubeletVersion(createExec(root.path), signal);
}

Deno.test.each([
  { said: "Kubernetes v1.37.2", is: [1, 37, "v1.37.2"] },
  { said: "Kubernetes v1.20.2", is: [1, 20, "v1.20.2"] },
  { said: "  Kubernetes v1.31.0-rc.1+k3s1  ", is: [1, 31, "v1.31.0-rc.1+k3s1"] },
  { said: "Kubernetes v2.0.0", is: [2, 0, "v2.0.0"] },
])('askKubeletVersion() reads "$said"', async ({ said, is }) => {
  const { major, minor, text } = await ask(`[ "$*" = --version ] && echo '${said}'`);
  assert.deepEqual([major, minor, text], is);
});

Deno.test.each([
  { what: "another form", body: "echo 'kubelet 1.20'" },
  { what: "no patch number", body: "echo 'Kubernetes v1.20'" },
  { what: "nothing", body: "true" },
  { what: "a failure", body: "echo 'Kubernetes v1.20.2'; exit 1" },
  { what: "two lines", body: "echo 'Kubernetes v1.20.2'; echo x" },
])("askKubeletVersion() refuses $what", async ({ body }) => {
  await failsWith("kubelet-version-unknown", () => ask(body));
});

Deno.test("askKubeletVersion() says that there is no kubelet, or what it said instead", async () => {
  await using root = await temporaryRoot();
  const none = await failsWith(
    "kubelet-version-unknown",
    () => askKubeletVersion(createExec(root.path), signal),
  );
  assert.match(none.message, /no kubelet/);
  const error = await failsWith(
    "kubelet-version-unknown",
    () => ask("echo 'error while loading shared libraries' >&2; exit 127"),
  );
  assert.match(error.message, /127: "error while loading/);
});

const version = (minor: number, major = 1) => ({ major, minor, text: `v${major}.${minor}.0` });

Deno.test("isAtLeast() compares major before minor", () => {
  assert.deepEqual([
    isAtLeast(version(24), 24),
    isAtLeast(version(23), 24),
    isAtLeast(version(0, 2), 24),
    isAtLeast(version(99, 0), 24),
  ], [true, false, true, false]);
});

const criSocket = "unix:///run/x.sock";
const remote = { name: "container-runtime", value: "remote" };
const endpoint = { name: "container-runtime-endpoint", value: criSocket };

Deno.test.each([
  { minor: 20, flags: [remote, endpoint] },
  { minor: 23, flags: [remote, endpoint] },
  { minor: 24, flags: [endpoint] },
  { minor: 33, flags: [endpoint] },
  { minor: 34, flags: [] },
  { minor: 37, flags: [] },
])("kubeletFlags() for a kubelet 1.$minor", ({ minor, flags }) => {
  assert.deepEqual(kubeletFlags({ version: version(minor), criSocket }), flags);
  assert.equal(usesInstanceConfig(version(minor)), flags.length === 0);
});

Deno.test("kubeletFlags() overrides the host name, in sorted order", () => {
  const flags = kubeletFlags({ version: version(30), criSocket, hostnameOverride: "n1" });
  assert.deepEqual(flags, [endpoint, { name: "hostname-override", value: "n1" }]);
});

Deno.test.each([
  { flags: [], is: 'KUBELET_KUBEADM_ARGS=""\n' },
  {
    flags: [{ name: "a", value: "b" }, { name: "c", value: "d" }],
    is: 'KUBELET_KUBEADM_ARGS="--a=b --c=d"\n',
  },
])("flagsFile() writes one line systemd reads: $is", ({ flags, is }) => {
  assert.equal(flagsFile(flags), is);
});
