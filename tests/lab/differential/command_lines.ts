import type { Version } from "../lab.ts";
import { GOOD, OTHER_PIN, PINNED, UNSAFE } from "./words.ts";

/** One command line, for kubeadm and for us. */
export interface CommandLine {
  /**
   * Words behind `join`. SERVER, TOKEN and PIN stand for the cluster's; NOTHING for an empty text; `_` for a
   * blank and `%` for `_`. What is below FILES is made by `prepare()` in node.ts, but `none…`.
   */
  readonly words: string;
  /** Only this kubeadm can be asked: the other has no such flag in the phase that it runs. */
  readonly only?: Version;
}

function only(version: Version, ...words: readonly string[]): CommandLine[] {
  return words.map((line) => ({ words: line, only: version }));
}

/** What to join, and how to know it. */
const DISCOVERY = [
  GOOD,
  `--token TOKEN ${PINNED} SERVER`,
  "--token=TOKEN --discovery-token-ca-cert-hash=PIN SERVER",
  `SERVER --token TOKEN --discovery-token-ca-cert-hash PIN,${OTHER_PIN}`,
  `SERVER --token TOKEN ${PINNED} --discovery-token-ca-cert-hash ${OTHER_PIN}`,
  `SERVER --token TOKEN ${UNSAFE}`,
  `SERVER --token TOKEN ${UNSAFE}=true`,
  `SERVER --token TOKEN ${UNSAFE}=1`,
  `SERVER --token TOKEN ${UNSAFE}=T`,
  `SERVER --token TOKEN ${UNSAFE}=false`,
  `SERVER --token TOKEN ${UNSAFE}=yes`,
  `SERVER --token TOKEN ${UNSAFE} ${PINNED}`,
  "SERVER --token TOKEN",
  "SERVER --token TOKEN --discovery-token-ca-cert-hash NOTHING",
  "SERVER --token TOKEN --discovery-token-ca-cert-hash sha256:abc",
  `SERVER --token TOKEN --discovery-token-ca-cert-hash md5:${"0".repeat(64)}`,
  `SERVER --discovery-token TOKEN --tls-bootstrap-token TOKEN ${PINNED}`,
  `SERVER --discovery-token TOKEN ${PINNED}`,
  `SERVER --tls-bootstrap-token TOKEN ${PINNED}`,
  `SERVER ${PINNED}`,
  `--token TOKEN ${PINNED}`,
  "",
  `SERVER ${GOOD}`,
  `-- ${GOOD}`,
  `--token TOKEN ${PINNED} -- SERVER`,
];

const SERVERS = [
  "https://10.0.0.1:6443",
  "10.0.0.1",
  "::1:6443",
  "[::1]:6443",
  ":6443",
  "h:0",
  "h:70000",
  "h:x",
  "h:6443/path",
  "Bad%Host:6443",
  "[nonsense]:6443",
].map((server) => `${server} --token TOKEN ${PINNED}`);

const TOKENS = [
  ...["ABCDEF.0123456789abcdef", "abcdef0123456789abcdef", "abcde.0123456789abcdef", "NOTHING"]
    .map((token) => `SERVER --token ${token} ${PINNED}`),
  `SERVER --token TOKEN --tls-bootstrap-token nonsense ${PINNED}`,
  `SERVER --token TOKEN --discovery-token nonsense ${PINNED}`,
  `SERVER --token nonsense --token TOKEN ${PINNED}`,
];

const FILES = [
  "--discovery-file FILES/cluster.conf --tls-bootstrap-token TOKEN",
  "--discovery-file FILES/cluster.conf --token TOKEN",
  "--discovery-file file://FILES/cluster.conf --token TOKEN",
  "--discovery-file FILES/cluster.conf --tls-bootstrap-token nonsense",
  "--discovery-file FILES/none.conf --token TOKEN",
  "--discovery-file FILES/patches --token TOKEN",
  "--discovery-file http://127.0.0.1:1/cluster.conf --token TOKEN",
  "--discovery-file ftp://127.0.0.1/cluster.conf --token TOKEN",
  "--discovery-file HTTPS://127.0.0.1:1/cluster.conf --token TOKEN",
  "SERVER --discovery-file FILES/cluster.conf --token TOKEN",
  `--discovery-file FILES/cluster.conf --token TOKEN ${PINNED}`,
  "--discovery-file NOTHING --token TOKEN",
];

const NODE = [
  ...["Foo", "foo%bar", "NOTHING", "_n1_", "a".repeat(64), "a".repeat(254), "-n1", "10.0.0.7"]
    .map((name) => `${GOOD} --node-name=${name}`),
  ...["/run/containerd/containerd.sock", "unix:///run/containerd/containerd.sock"]
    .map((socket) => `${GOOD} --cri-socket ${socket}`),
  ...["tcp://x:1", "rel/x", "unixfoo", "NOTHING", "unix://rel/x"]
    .map((socket) => `${GOOD} --cri-socket ${socket}`),
  ...["Swap", "swap,SWAP", "all", "ALL", "all,Swap", "NoSuchCheck", "NOTHING"]
    .map((checks) => `${GOOD} --ignore-preflight-errors=${checks}`),
  `${GOOD} --ignore-preflight-errors all --ignore-preflight-errors Swap`,
];

const CONFIG = [
  "--config FILES/good.yaml",
  "--config FILES/none.yaml",
  "--config FILES/typo.yaml",
  "--config FILES/ignores.yaml --ignore-preflight-errors all",
  "--config FILES/ignores.yaml --ignore-preflight-errors Swap",
  "--config FILES/good.yaml --token TOKEN",
  "--config FILES/good.yaml --discovery-file FILES/cluster.conf",
  "--config FILES/good.yaml --node-name n9",
  "--config FILES/good.yaml --node-name foo%bar",
  "--config FILES/good.yaml --cri-socket /run/containerd/containerd.sock",
  "--config FILES/good.yaml -v=5",
  "SERVER --config FILES/good.yaml",
  "https://nonsense --config FILES/good.yaml",
  "--config NOTHING --token TOKEN",
];

const FORMS = [
  ...["-v=5", "--v=5", "-v 5", "-v5", "-v=x", "-v"].map((verbosity) => `${GOOD} ${verbosity}`),
  `${GOOD} --nosuch`,
  `${GOOD} --nosuch=1`,
  `${GOOD} -z`,
  `SERVER --tok TOKEN ${PINNED}`,
  `SERVER -token TOKEN ${PINNED}`,
  "SERVER --token",
  "--help",
  "-h",
  `${GOOD} --control-plane`,
  `${GOOD} --certificate-key ${"0".repeat(64)}`,
  `${GOOD} --apiserver-advertise-address 10.0.0.9`,
  `${GOOD} --apiserver-bind-port 6443`,
  `${GOOD} --apiserver-bind-port x`,
  `${GOOD} --feature-gates X=true`,
  `${GOOD} --vmodule x=1`,
];

const NEW_ALONE = only(
  "1.37",
  `${GOOD} --dry-run=maybe`,
  `${GOOD} --dry-run=true`,
  `${GOOD} --skip-phases=preflight`,
  `${GOOD} --skip-phases=nosuch`,
  `${GOOD} --skip-phases=NOTHING`,
  `${GOOD} --skip-phases kubelet-wait-bootstrap`,
  `${GOOD} --patches FILES/patches`,
  `${GOOD} --patches FILES/none`,
  `${GOOD} --experimental-patches FILES/patches`,
  "--config FILES/good.yaml --dry-run",
  "--config FILES/good.yaml --skip-phases preflight",
  "--config FILES/good.yaml --patches FILES/patches",
);

export const COMMAND_LINES: readonly CommandLine[] = [
  ...[DISCOVERY, SERVERS, TOKENS, FILES, NODE, CONFIG, FORMS].flat().map((words) => ({ words })),
  ...NEW_ALONE,
];
