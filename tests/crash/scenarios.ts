/** Command lines of which every effect is a point at which they may end. */
export interface Scenario {
  readonly name: string;
  /** What is killed, and then typed again. `--root` and `-o json` come by themselves. */
  readonly args: readonly string[];
  /** The exit code of an undisturbed run. Default 0. */
  readonly exit?: number;
  /** More than one certificate signing request is no loss. */
  readonly anyRequests?: boolean;
  /** What is typed before it, undisturbed. */
  readonly first?: readonly string[];
  /** Fields of a case: see tests/join/README.md. */
  readonly world?: Readonly<Record<string, unknown>>;
  /** Files that are on the machine from the beginning. */
  readonly files?: Readonly<Record<string, string>>;
}

const TOKEN = ["--token", "${TOKEN}", "--discovery-token-ca-cert-hash", "${PIN}"];
const JOIN = ["join", "${ENDPOINT}", ...TOKEN, "--wait", "ready"];
const REGARDLESS = ["--ignore-preflight-errors", "all"];

const DISCOVERY_FILE = `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: \${CA_DATA}
    server: \${SERVER}
  name: ""
`;

export const SCENARIOS: readonly Scenario[] = [
  { name: "join", args: [...JOIN] },
  {
    name: "join of 1.20",
    args: [...JOIN],
    world: { machine: { kubeletVersion: "v1.20.2" }, controlPlane: { version: "1.20" } },
  },
  {
    name: "join --tls-bootstrap=kubelet",
    args: [...JOIN, "--tls-bootstrap", "kubelet"],
    // A kubelet that starts without a certificate sends one, each time.
    anyRequests: true,
  },
  {
    name: "join --discovery-file",
    args: [
      ...["join", "--discovery-file", "${ROOT}/cluster.conf", "--token", "${TOKEN}"],
      ...["--wait", "ready"],
    ],
    files: { "/cluster.conf": DISCOVERY_FILE },
  },
  {
    name: "join --fix",
    args: [...JOIN, "--fix", "all", ...REGARDLESS],
    files: {
      "/proc/sys/net/ipv4/ip_forward": "0\n",
      "/etc/fstab": "UUID=1 none swap sw 0 0\n",
    },
  },
  {
    name: "join --on-failure=rollback",
    args: [...JOIN, "--on-failure", "rollback"],
    world: {
      machine: { kubeletFlags: ["--crash", "failed to run Kubelet: running with swap on"] },
    },
    exit: 8,
    // The key goes with all else: another run sends a request of its own.
    anyRequests: true,
  },
  { name: "reset", first: [...JOIN], args: ["reset"] },
];
