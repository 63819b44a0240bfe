import type { Version } from "../lab.ts";

/** A difference, as `FILE: ours / theirs`, and why it is one. */
export interface Difference {
  what: string;
  because: string;
}

/** What is asked of both programs, in words that both have. */
export interface Configuration {
  name: string;
  /** Of `nodeRegistration`; arguments of the kubelet apart. */
  registration?: Record<string, unknown>;
  /** In the order in which they are given. */
  args?: readonly (readonly [string, string])[];
  /** Names and texts of files of a directory of patches. */
  patches?: Record<string, string>;
  /** Only where both forms can say it. */
  versions?: readonly Version[];
  differs?: Partial<Record<Version, readonly Difference[]>>;
}

const SOCKET = "unix:///run/containerd/containerd.sock";

const QUOTED: Difference["because"] =
  "kubeadm does not quote: systemd splits the value at its blanks, and takes its quotes away";
const NO_PATCHES: Difference["because"] = "kubeadm patches a worker's kubelet since 1.25";

function flags(ours: string, theirs: string): string {
  return `kubeadm-flags.env: ${ours} / ${theirs}`;
}

const REMOTE = "--container-runtime=remote --container-runtime-endpoint=";

/** 1.20's own flags stand before the operator's. */
function quoted(ours: string, theirs: string): NonNullable<Configuration["differs"]> {
  const old = `${REMOTE}${SOCKET} `;
  return {
    "1.37": [{ what: flags(ours, theirs), because: QUOTED }],
    "1.20": [{ what: flags(old + ours, old + theirs), because: QUOTED }],
  };
}

function unpatched(...fields: string[]): NonNullable<Configuration["differs"]> {
  return { "1.20": fields.map((what) => ({ what: `config.yaml ${what}`, because: NO_PATCHES })) };
}

export const CONFIGURATIONS: readonly Configuration[] = [
  {
    name: "nothing asked for",
    differs: {
      "1.20": [{
        what: flags(
          `${REMOTE}/var/run/containerd/containerd.sock`,
          `${REMOTE}/run/containerd/containerd.sock`,
        ),
        because: "/var/run is a link to /run; later releases of kubeadm find it as we do",
      }],
    },
  },
  {
    name: "arguments by their names",
    args: [["max-pods", "50"], ["node-status-update-frequency", "5s"]],
  },
  {
    name: "arguments in no order, one of them twice",
    args: [["v", "4"], ["max-pods", "50"], ["v", "6"]],
    versions: ["1.37"],
  },
  {
    name: "an argument with blanks",
    args: [["provider-id", "lab://a b"]],
    differs: quoted(String.raw`--provider-id=\"lab://a b\"`, "--provider-id=lab://a b"),
  },
  {
    name: "an argument with quotes",
    args: [["provider-id", 'x"y']],
    differs: quoted(String.raw`--provider-id=\"x\\\"y\"`, String.raw`--provider-id=x\"y`),
  },
  { name: "feature gates", args: [["feature-gates", "GracefulNodeShutdown=true"]] },
  { name: "an address", args: [["node-ip", "10.77.0.11"]] },
  { name: "labels", args: [["node-labels", "zone=a,example.org/disk=ssd"]] },
  {
    name: "taints",
    registration: {
      taints: [
        { key: "dedicated", value: "gpu", effect: "NoSchedule" },
        { key: "maintenance", effect: "NoExecute" },
      ],
    },
  },
  { name: "another name", registration: { name: "other" } },
  { name: "a socket as an address", registration: { criSocket: SOCKET } },
  {
    name: "a socket as a path",
    registration: { criSocket: "/run/containerd/containerd.sock" },
  },
  {
    name: "name, taints and arguments together",
    registration: { name: "other", taints: [{ key: "a", effect: "NoSchedule" }] },
    args: [["v", "2"]],
  },
  {
    name: "a strategic patch",
    patches: {
      "kubeletconfiguration.yaml":
        "maxPods: 50\nclusterDNS: [10.0.0.1]\nclusterDomain: null\nauthentication: {anonymous: {enabled: true}}\n",
    },
    differs: unpatched(
      "authentication.anonymous.enabled: true / false",
      'clusterDNS: ["10.0.0.1"] / ["10.96.0.10"]',
      'clusterDomain: absent / "cluster.local"',
      "maxPods: 50 / absent",
    ),
  },
  {
    name: "a strategic patch with directives",
    patches: {
      "kubeletconfiguration0.yaml":
        "authentication:\n  $retainKeys: [webhook, x509]\n  webhook: {$patch: delete}\nclusterDNS: ['1', '2', '3']\n",
      "kubeletconfiguration1+strategic.yaml":
        "$setElementOrder/clusterDNS: ['3', '1']\nauthorization: {$patch: replace, mode: Webhook}\n",
      "kubeletconfiguration2.yaml":
        "$deleteFromPrimitiveList/clusterDNS: ['1']\nregisterWithTaints: [{$patch: replace}, {key: a, effect: NoSchedule}]\n",
    },
    versions: ["1.37"],
  },
  {
    name: "a merge patch of several documents",
    patches: {
      "kubeletconfiguration+merge.yaml":
        "maxPods: 1\nevictionHard: {memory.available: 1Gi}\n---\nmaxPods: 2\nhealthzPort: null\nevictionHard: {a: null}\n",
    },
    differs: unpatched(
      'evictionHard: {"memory.available":"1Gi"} / absent',
      "healthzPort: absent / 10248",
      "maxPods: 2 / absent",
    ),
  },
  {
    name: "a JSON patch",
    patches: {
      "kubeletconfiguration+json.json": JSON.stringify([
        { op: "test", path: "/clusterDomain", value: "cluster.local" },
        { op: "add", path: "/clusterDNS/0", value: "10.0.0.1" },
        { op: "copy", from: "/clusterDomain", path: "/a" },
        { op: "move", from: "/a", path: "/resolvConf" },
        { op: "replace", path: "/healthzPort", value: 10249 },
        { op: "remove", path: "/staticPodPath" },
      ]),
    },
    differs: unpatched(
      'clusterDNS: ["10.0.0.1","10.96.0.10"] / ["10.96.0.10"]',
      "healthzPort: 10249 / 10248",
      'resolvConf: "cluster.local" / absent',
      'staticPodPath: absent / "/etc/kubernetes/manifests"',
    ),
  },
  {
    name: "patches by the order of their names, and not for the socket",
    patches: {
      "kubeletconfiguration10.yaml": "maxPods: 10\ncontainerRuntimeEndpoint: unix:///other\n",
      "kubeletconfiguration2.yaml": "maxPods: 2\n",
      "kube-apiserver0.yaml": "spec: {}\n",
      "README.md": "no patch\n",
    },
    differs: {
      "1.20": [
        {
          what: 'config.yaml containerRuntimeEndpoint: "unix:///other" / absent',
          because: NO_PATCHES,
        },
        { what: "config.yaml maxPods: 2 / absent", because: NO_PATCHES },
      ],
    },
  },
];
