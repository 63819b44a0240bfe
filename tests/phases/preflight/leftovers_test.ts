import assert from "node:assert/strict";
import { sha256 } from "../../../core/host/digest.ts";
import { find, findings } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NAMES = [
  "LeftoverNetwork",
  "LeftoverControlPlane",
  "DirAvailable--var-lib-etcd",
  "LeftoverState",
];

Deno.test.each(NAMES)("%s finds nothing on a fresh machine", async (name) => {
  assert.deepEqual(await find(name), []);
  const files = {
    "/etc/cni/net.d/10-containerd-net.conflist": "{}",
    "/etc/cni/net.d/87-podman-bridge.conflist": "{}",
    "/var/lib/cni/networks/nerdctl/lock": "",
    "/sys/class/net/eth0/address": "",
    "/sys/class/net/docker0/address": "",
    "/etc/kubernetes/manifests/README": "",
    "/var/lib/kubelet/cpu_manager_state": '{"policyName":"none","defaultCpuSet":""}',
    "/var/lib/kubelet/memory_manager_state": '{"policyName":"None","checksum":1}',
  };
  const arrange = (root: { path: string }) =>
    Deno.mkdir(`${root.path}/var/lib/etcd`, { recursive: true });
  assert.deepEqual(await find(name, { files, arrange }), []);
});

Deno.test("LeftoverNetwork names what another cluster's network left", async () => {
  const found = await findings("LeftoverNetwork", {
    files: {
      "/etc/cni/net.d/10-calico.conflist": "{}",
      "/etc/cni/net.d/calico-kubeconfig": "",
      "/etc/cni/net.d/10-own.conflist": "{}",
      "/var/lib/cni/networks/cbr0/10.244.1.2": "",
      "/sys/class/net/cni0/address": "",
      "/sys/class/net/flannel.1/address": "",
    },
  });
  assert.deepEqual(found.map(({ level, text }) => `${level} ${text}`), [
    "warning /etc/cni/net.d has the configuration of another cluster's network: 10-calico.conflist, calico-kubeconfig",
    "warning /var/lib/cni/networks keeps addresses of another cluster's pods: cbr0",
    "warning Devices of another cluster's network are there: cni0, flannel.1",
  ]);
  assert.match(found[0]?.hint ?? "", /`rm -r \/etc\/cni\/net\.d\/10-calico\.conflist \/etc/);
  assert.match(found[2]?.hint ?? "", /`ip link delete cni0`/);
});

Deno.test("LeftoverControlPlane names its files", async () => {
  const files = { "/etc/kubernetes/admin.conf": "", "/etc/kubernetes/scheduler.conf": "" };
  assert.deepEqual(await find("LeftoverControlPlane", { files }), [
    "warning /etc/kubernetes has files of a control plane: admin.conf, scheduler.conf",
  ]);
});

Deno.test("DirAvailable--var-lib-etcd finds an etcd", async () => {
  const files = { "/var/lib/etcd/member/wal/0.wal": "" };
  assert.deepEqual(await find("DirAvailable--var-lib-etcd", { files }), [
    "warning /var/lib/etcd is not empty: a worker has no etcd",
  ]);
});

const STATE = {
  "/var/lib/kubelet/cpu_manager_state": '{"policyName":"static","defaultCpuSet":"0-3"}',
  "/var/lib/kubelet/memory_manager_state": '{"policyName":"Static","checksum":1}',
  "/var/lib/kubelet/pods/1b2c/volumes/x": "",
};

Deno.test("LeftoverState finds state that stops another kubelet, and old pods", async () => {
  assert.deepEqual(await find("LeftoverState", { files: STATE }), [
    'warning /var/lib/kubelet/cpu_manager_state is of a kubelet with the policy "static": one with another policy does not start',
    'warning /var/lib/kubelet/memory_manager_state is of a kubelet with the policy "Static": one with another policy does not start',
    "warning /var/lib/kubelet/pods has pods of an earlier node: 1b2c",
  ]);
});

const PKI = "/var/lib/kubelet/pki";
const CERTIFICATE = `${PKI}/kubelet-client-2026-01-02-03-04-05.pem`;

Deno.test("LeftoverState finds the identity of an earlier node, unless kubelet.conf says it", async () => {
  const given = {
    files: { [CERTIFICATE]: "PEM" },
    links: { [`${PKI}/kubelet-client-current.pem`]: CERTIFICATE },
  };
  assert.deepEqual(await find("LeftoverState", given), [
    `warning ${PKI}/kubelet-client-current.pem is the identity of an earlier node`,
  ]);
  const joined = { ...given.files, "/etc/kubernetes/kubelet.conf": "" };
  assert.deepEqual(await find("LeftoverState", { ...given, files: joined }), []);
});

Deno.test("LeftoverState knows the identity that an earlier run of ours stored", async () => {
  const after = { sha256: sha256("PEM"), mode: 0o600 };
  const change = { kind: "file", path: CERTIFICATE, before: null, after };
  const record = { v: 1, run: "r", n: 1, time: "", state: "intent", change };
  const given = {
    files: {
      [CERTIFICATE]: "PEM",
      "/var/lib/kubeworker/journal.jsonl": `${JSON.stringify(record)}\n`,
    },
    links: { [`${PKI}/kubelet-client-current.pem`]: CERTIFICATE },
  };
  assert.deepEqual(await find("LeftoverState", given), []);
});

Deno.test("LeftoverState leaves the state of a running kubelet alone", async () => {
  const files = { ...STATE, "/sys/fs/cgroup/system.slice/kubelet.service/cgroup.procs": "" };
  assert.deepEqual(await find("LeftoverState", { files }), []);
});
