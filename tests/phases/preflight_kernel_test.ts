import assert from "node:assert/strict";
import type { Case } from "./looking.ts";
import { all, kubelet, lookAsKubeadm } from "./preflight_looks.ts";

Deno.test.sanitizer({ ops: true, resources: true });

type Arrange = NonNullable<Case["arrange"]>;

function put(path: string, text: string): Arrange {
  return (root) => root.put(path, text);
}

const REAL_PROC = put("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
const BRIDGE = "/proc/sys/net/bridge/bridge-nf-call";
const DEFAULT_6 = "/proc/sys/net/ipv6/conf/default/forwarding";
const NOT_4 = "error FileContent--proc-sys-net-ipv4-ip_forward: " +
  "/proc/sys/net/ipv4/ip_forward is not set to 1";
const NOT_6 =
  `error FileContent--proc-sys-net-ipv6-conf-default-forwarding: ${DEFAULT_6} is not set to 1`;
const OFF_4 = put("/proc/sys/net/ipv4/ip_forward", "0\n");
const OFF_6 = put(DEFAULT_6, "0\n");
const ONLY_6 = all(
  put("/proc/net/route", "Iface\tDestination\n"),
  put(
    "/proc/net/ipv6_route",
    `${"0".repeat(32)} 00 ${"0".repeat(32)} 00 ${
      "0".repeat(31)
    }1 00000400 00000001 00000000 00000003     eth0\n`,
  ),
);
const IPV6 = { endpoints: ["[2001:db8::1]:6443"] };
const BY_NAME = { endpoints: ["cluster.example:6443"] };

Deno.test.each<{ what: string; is: string[] } & Case>([
  {
    what: "forwarding by the endpoint's family, IPv6",
    flags: IPV6,
    arrange: all(OFF_4, OFF_6),
    is: [NOT_6],
  },
  {
    what: "forwarding by the endpoint's family, IPv4",
    flags: { endpoints: ["10.0.0.1:6443"] },
    arrange: all(OFF_4, OFF_6),
    is: [NOT_4],
  },
  {
    what: "forwarding with an endpoint by name",
    flags: BY_NAME,
    arrange: all(OFF_4, OFF_6),
    is: [NOT_4],
  },
  {
    what: "forwarding with an endpoint by name on an IPv6 machine",
    flags: BY_NAME,
    arrange: all(OFF_4, OFF_6, ONLY_6),
    is: [NOT_6],
  },
  {
    what: "forwarding of both families up to 1.26",
    flags: IPV6,
    arrange: all(OFF_4, OFF_6, kubelet(26)),
    is: [NOT_4, NOT_6],
  },
  {
    what: "bridges up to 1.29",
    arrange: all(put(`${BRIDGE}-iptables`, "0\n"), kubelet(29)),
    is: [
      `error FileContent--proc-sys-net-bridge-bridge-nf-call-iptables: ${BRIDGE}-iptables is not set to 1`,
    ],
  },
  {
    what: "no bridges from 1.30 on",
    arrange: all(put(`${BRIDGE}-iptables`, "0\n"), kubelet(30)),
    is: [],
  },
  {
    what: "a kernel module that is not loaded",
    arrange: all(REAL_PROC, kubelet(29)),
    is: [
      `error FileContent--proc-sys-net-bridge-bridge-nf-call-iptables: ${BRIDGE}-iptables does not exist`,
    ],
  },
  {
    what: "IPv6 bridges, with an IPv6 endpoint",
    flags: IPV6,
    arrange: all(put(`${BRIDGE}-ip6tables`, "0\n"), put(DEFAULT_6, "1\n"), kubelet(29)),
    is: [
      `error FileContent--proc-sys-net-bridge-bridge-nf-call-ip6tables: ${BRIDGE}-ip6tables is not set to 1`,
    ],
  },
  {
    what: "modules of IPVS in 1.13",
    arrange: all(
      put("/proc/modules", "ip_vs 1 0 - Live\nnf_conntrack 1 0 - Live\n"),
      put("/lib/modules/4.19.0/modules.builtin", "kernel/net/netfilter/ipvs/ip_vs_rr.ko\n"),
      put("/proc/sys/kernel/osrelease", "4.19.0\n"),
      put(`${BRIDGE}-iptables`, "1\n"),
      kubelet(13),
    ),
    is: [
      "warning RequiredIPVSKernelModulesAvailable: Kernel modules that kube-proxy's IPVS mode needs are not loaded: ip_vs_wrr, ip_vs_sh",
    ],
  },
  {
    what: "no modules of IPVS in 1.14",
    arrange: all(
      put("/proc/modules", "\n"),
      put("/proc/sys/kernel/osrelease", "4.19.0\n"),
      put(`${BRIDGE}-iptables`, "1\n"),
      kubelet(14),
    ),
    is: [],
  },
  {
    what: "static pods up to 1.22",
    arrange: all(put("/etc/kubernetes/manifests/mine.yaml", ""), kubelet(22)),
    is: [
      "error DirAvailable--etc-kubernetes-manifests: /etc/kubernetes/manifests is not empty (mine.yaml)",
    ],
  },
  {
    what: "a file in place of the manifests",
    arrange: all(put("/etc/kubernetes/manifests", ""), kubelet(22)),
    is: [
      "error DirAvailable--etc-kubernetes-manifests: /etc/kubernetes/manifests is not a directory",
    ],
  },
  {
    what: "no static pods from 1.23 on",
    arrange: all(put("/etc/kubernetes/manifests/mine.yaml", ""), kubelet(23)),
    is: [],
  },
])("preflight judges $what", async ({ is, ...given }) => {
  const { lines, hints } = await lookAsKubeadm(given);
  assert.deepEqual(lines, is);
  assert.ok(hints.every((hint) => hint !== ""));
});

Deno.test("preflight finds a name too long for a label beside one that does not resolve", async () => {
  const { lines } = await lookAsKubeadm({ flags: { nodeName: `${"a".repeat(60)}.invalid` } });
  assert.deepEqual(lines.map((line) => line.slice(0, 40)), [
    "warning Hostname: The node's name has 68",
    "warning Hostname: The node's name \"aaaaa",
  ]);
});
