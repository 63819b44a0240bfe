import { type Version, VERSIONS } from "../lab.ts";
import type { KnownDifference } from "./verdict.ts";
import { GOOD, PINNED } from "./words.ts";

function both(...lines: readonly string[]): KnownDifference<Version>["of"] {
  return Object.fromEntries(VERSIONS.map((version) => [version, lines]));
}

/** Where we do not judge a command line as kubeadm does. Each is looked for, and missed if it is gone. */
export const LINE_DIFFERENCES: readonly KnownDifference<Version>[] = [
  {
    difference: "we refuse",
    of: both(
      "SERVER --token TOKEN --discovery-token-ca-cert-hash sha256:abc",
      `SERVER --token TOKEN --discovery-token-ca-cert-hash md5:${"0".repeat(64)}`,
    ),
    because: "kubeadm looks at a pin's form only after its first read of the cluster",
  },
  {
    difference: "we refuse",
    of: both(
      ...[":6443", "h:0", "h:70000", "h:x", "h:6443/path", "Bad%Host:6443", "[nonsense]:6443"]
        .map((server) => `${server} --token TOKEN ${PINNED}`),
    ),
    because: "kubeadm looks for the colon alone, and then tries for minutes to reach such a server",
  },
  {
    difference: "we accept",
    of: both(`SERVER ${GOOD}`),
    because: "several servers may be named: the first that proves itself is taken",
  },
  {
    difference: "we refuse",
    of: { "1.37": ["tcp://x:1", "rel/x"].map((socket) => `${GOOD} --cri-socket ${socket}`) },
    because: "it puts unix:// in front, and fails in its check CRI",
  },
  {
    difference: "we refuse",
    of: both(`${GOOD} --cri-socket unix://rel/x`),
    because: "a socket's path is absolute; kubeadm fails in its check CRI",
  },
  {
    difference: "we refuse",
    of: both("--config FILES/typo.yaml"),
    because:
      "an unknown field is only a warning in a join of kubeadm's: what it was for does not happen",
  },
  {
    difference: "we accept",
    of: both(
      "--config FILES/good.yaml --token TOKEN",
      "--config FILES/good.yaml --discovery-file FILES/cluster.conf",
    ),
    because: "flags may stand over a file; --strict-kubeadm refuses what kubeadm refuses",
  },
  {
    difference: "we accept",
    of: {
      "1.37": [
        "--config FILES/good.yaml --cri-socket /run/containerd/containerd.sock",
        "--config FILES/good.yaml --patches FILES/patches",
      ],
    },
    because: "flags may stand over a file; 1.20 takes a socket beside one, too",
  },
  {
    difference: "we accept",
    of: { "1.37": [`${GOOD} --experimental-patches FILES/patches`] },
    because: "it is the name that --patches had until 1.21, and scripts have it still",
  },
  {
    difference: "we refuse",
    of: { "1.37": [`${GOOD} --patches FILES/none`] },
    because: "kubeadm looks for the directory only when it applies the patches",
  },
  {
    difference: "we refuse",
    of: both("--config FILES/good.yaml --node-name foo%bar"),
    because: "kubeadm checks the file's name alone, and lets the flag pass as it is",
  },
  {
    difference: "we refuse",
    of: both("https://nonsense --config FILES/good.yaml"),
    because: "kubeadm ignores the argument beside --config; here it wins over the file's server",
  },
  {
    difference: "we accept",
    of: both(`${GOOD} -v`),
    because: "-v needs no number here",
  },
  {
    difference: "we refuse",
    of: both(
      `${GOOD} --control-plane`,
      `${GOOD} --certificate-key ${"0".repeat(64)}`,
      `${GOOD} --apiserver-advertise-address 10.0.0.9`,
      `${GOOD} --apiserver-bind-port 6443`,
    ),
    because: "this tool joins workers; kubeadm ignores all but the first of them on a worker",
  },
  {
    difference: "we refuse",
    of: both(`${GOOD} --vmodule x=1`),
    because: "there is no log of modules to be set",
  },
  {
    difference: "we refuse",
    of: { "1.37": [`${GOOD} --skip-phases kubelet-wait-bootstrap`] },
    because: "the phases are others here, and the waiting belongs to finalize",
  },
];
