import assert from "node:assert/strict";
import type { Services, ServiceStatus } from "../../core/host/types.ts";
import { checks } from "../../phases/preflight/manifest.ts";
import { fakeServices } from "../core/kit/joining.ts";
import type { Case } from "./looking.ts";
import { lookAsKubeadm } from "./preflight_looks.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SOCKET = "/var/run/containerd/containerd.sock";

const status = (more: Partial<ServiceStatus>): Services =>
  fakeServices({
    status: () =>
      Promise.resolve({ found: true, enabled: true, state: "running", restarts: 0, ...more }),
  });
const openRc = { ...status({ enabled: false }), kind: "openrc" } as const;
const none = { ...status({ found: false }), kind: "none" } as const;

Deno.test.each<{ what: string; is: string[]; hint?: RegExp } & Case>([
  {
    what: "kubelet.conf",
    arrange: (root) => root.put("/etc/kubernetes/kubelet.conf", ""),
    is: [
      "error FileAvailable--etc-kubernetes-kubelet.conf: /etc/kubernetes/kubelet.conf already exists, and names no cluster that can be read",
    ],
    hint: /kubeadm reset/,
  },
  {
    what: "bootstrap-kubelet.conf",
    arrange: (root) => root.put("/etc/kubernetes/bootstrap-kubelet.conf", ""),
    is: [
      "error FileAvailable--etc-kubernetes-bootstrap-kubelet.conf: /etc/kubernetes/bootstrap-kubelet.conf already exists",
    ],
  },
  {
    what: "ca.crt",
    arrange: (root) => root.put("/etc/kubernetes/pki/ca.crt", ""),
    is: [
      "error FileAvailable--etc-kubernetes-pki-ca.crt: /etc/kubernetes/pki/ca.crt already exists",
    ],
  },
  {
    what: "a link to nowhere for ca.crt",
    arrange: async (root) => {
      await Deno.mkdir(`${root.path}/etc/kubernetes/pki`, { recursive: true });
      await Deno.symlink("/nowhere", `${root.path}/etc/kubernetes/pki/ca.crt`);
    },
    is: [
      "error FileAvailable--etc-kubernetes-pki-ca.crt: /etc/kubernetes/pki/ca.crt already exists",
    ],
  },
  {
    what: "forwarding off",
    arrange: (root) => root.put("/proc/sys/net/ipv4/ip_forward", "0\n"),
    is: [
      "error FileContent--proc-sys-net-ipv4-ip_forward: /proc/sys/net/ipv4/ip_forward is not set to 1",
    ],
    hint: /sysctl -w/,
  },
  {
    what: "forwarding off and an IPv6 endpoint",
    flags: { endpoints: ["[2001:db8::1]:6443"] },
    arrange: (root) => root.put("/proc/sys/net/ipv4/ip_forward", "0\n"),
    is: [],
  },
  {
    what: "no file about forwarding",
    arrange: (root) => Deno.remove(`${root.path}/proc/sys/net/ipv4/ip_forward`),
    is: [],
  },
  { what: "no file about swap", arrange: (root) => Deno.remove(`${root.path}/proc/swaps`), is: [] },
  {
    what: "swap and a kubelet that may live with it",
    arrange: (root) =>
      root.put("/proc/swaps", "Filename\n/dev/sda2 partition 1 0 -2\n/swap file 1 0 -3\n"),
    is: ["warning Swap: Swap is on (/dev/sda2, /swap)"],
  },
  {
    what: "swap and an old kubelet",
    arrange: async (root) => {
      await root.put("/proc/swaps", "Filename\n/dev/sda2 partition 1 0 -2\n");
      await root.script("/usr/bin/kubelet", "echo Kubernetes v1.22.9");
    },
    is: ["error Swap: Swap is on (/dev/sda2)"],
    hint: /swapoff -a/,
  },
  {
    what: "an old kubelet",
    arrange: (root) => root.script("/usr/bin/kubelet", "echo Kubernetes v1.11.0"),
    is: ["error KubeletVersion: The kubelet is v1.11.0; 1.12 is the oldest that can be joined"],
  },
  {
    what: "a kubelet without a version",
    arrange: (root) => root.script("/usr/bin/kubelet", "exit 1"),
    is: ['error KubeletVersion: `kubelet --version` does not say a version (exit code 1: "")'],
    flags: { criSocket: `unix://${SOCKET}` },
  },
  {
    what: "no service manager",
    services: none,
    is: [
      "warning Service-kubelet: No service manager that we know (systemd, OpenRC) runs this machine",
    ],
  },
  {
    what: "no service",
    services: status({ found: false }),
    is: ["warning Service-kubelet: There is no kubelet service"],
  },
  {
    what: "a service that is not enabled",
    services: status({ enabled: false }),
    is: ["warning Service-kubelet: The kubelet's service is not enabled"],
    hint: /systemctl enable kubelet/,
  },
  {
    what: "a service of OpenRC that is not enabled",
    services: openRc,
    is: ["warning Service-kubelet: The kubelet's service is not enabled"],
    hint: /rc-update add kubelet/,
  },
  {
    what: "no container runtime",
    runtime: false,
    is: [`error CRI: No container runtime answers at unix://${SOCKET}`],
    hint: /containerd/,
  },
  {
    what: "a name that does not resolve",
    flags: { nodeName: "no-such-host.invalid" },
    is: [
      'warning Hostname: The node\'s name "no-such-host.invalid" does not resolve on this machine',
    ],
  },
])("preflight finds $what", async ({ is, hint = /./, ...given }) => {
  const { lines, hints } = await lookAsKubeadm(given);
  assert.deepEqual(lines, is);
  for (const given of hints) assert.match(given, hint);
});

Deno.test("preflight says that the port is taken, and by whom if it is a kubelet", async () => {
  const check = checks.find(({ name }) => name === "Port-10250");
  const ctx = (free: boolean, services: Services) =>
    ({
      host: { local: { canListen: () => free }, services },
      facts: { kubeletVersion: () => Promise.resolve({ major: 1, minor: 37, text: "v1.37.2" }) },
      signal: AbortSignal.timeout(1000),
    }) as unknown as Parameters<typeof checks[number]["run"]>[0];
  assert.deepEqual(await check?.run(ctx(true, fakeServices())), []);
  assert.match(
    (await check?.run(ctx(false, fakeServices())))?.[0]?.hint ?? "",
    /part of a cluster already/,
  );
  assert.match(
    (await check?.run(ctx(false, status({ state: "stopped" }))))?.[0]?.hint ?? "",
    /ss -ltnp/,
  );
});

Deno.test("preflight wants root, on the real machine", async () => {
  const check = checks.find(({ name }) => name === "IsPrivilegedUser");
  const ctx = (root: string, uid: number) =>
    ({ host: { root, machine: { uid } } }) as unknown as Parameters<
      typeof checks[number]["run"]
    >[0];
  assert.equal((await check?.run(ctx("/", 1000)))?.[0]?.level, "error");
  assert.deepEqual(await check?.run(ctx("/", 0)), []);
  assert.deepEqual(await check?.run(ctx("/elsewhere", 1000)), []);
});
