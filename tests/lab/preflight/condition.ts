import type { Lab, Version } from "../lab.ts";
import type { Machine } from "../support/machine.ts";

/** Something wrong with a machine, made for one command only: mounts are in a namespace of their own. */
export interface Condition {
  readonly name: string;
  /** Shell commands before; `hide PROGRAM` and `put PATH TEXT` are there. */
  readonly before?: string;
  /** What undoes the parts that no namespace does. */
  readonly after?: string;
  /** In place of the cluster's endpoint. */
  readonly endpoint?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Words in front of the command. */
  readonly under?: string;
  /**
   * SystemVerification counts as it is: else 1.37 is told to ignore it, since the lab's machine has cgroup v1.
   */
  readonly system?: true;
  /** A file of an earlier join is there, so that both end with the checks: the cluster would not be found. */
  readonly ends?: true;
  readonly only?: Version;
}

const TOOLS = `
mounts=$(command -v mount)
hide() {
  for place in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
    [ ! -e "$place/$1" ] || "$mounts" --bind /dev/null "$place/$1"
  done
}
put() {
  at=/tmp/put-$(echo "$1" | tr / -)
  printf "$2" > "$at"
  "$mounts" --bind "$at" "$1"
}
mkdir -p /etc/kubernetes && "$mounts" -t tmpfs none /etc/kubernetes && mkdir -p /etc/kubernetes/pki
`;

const KUBELET_CONF = "touch /etc/kubernetes/kubelet.conf\n";
/** Neither may wait for a cluster that it cannot reach. */
const PATIENCE = "timeout 20";

/** What a program said under a condition, all of it. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program's preflight phase under a condition. */
export async function runUnder(
  condition: Condition,
  program: "kubeadm" | "kubeworker",
  { cluster, node }: { cluster: Lab; node: Machine },
): Promise<Said> {
  const { before = "", after = "", under = "", env = {}, ends } = condition;
  const variables = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
  const words = [
    ...variables,
    PATIENCE,
    under,
    program,
    ...argumentsOf(condition, program, cluster),
  ];
  const script = `${TOOLS}${ends ? KUBELET_CONF : ""}${before}
${words.join(" ")}
code=$?
${after}
exit $code`;
  return await node.attempt("unshare", "-m", "sh", "-c", script);
}

function argumentsOf(
  { endpoint, args = [], system }: Condition,
  program: "kubeadm" | "kubeworker",
  { version, joinArgs }: Lab,
): string[] {
  const [usual = "", ...secrets] = joinArgs;
  return [
    ...["join", "phase", "preflight", endpoint === undefined ? usual : endpoint, ...secrets],
    // The old one looks for Docker, unless it is told.
    ...(version === "1.20" ? ["--cri-socket", "/run/containerd/containerd.sock"] : []),
    ...(version === "1.37" && !system ? ["--ignore-preflight-errors=SystemVerification"] : []),
    ...(program === "kubeworker" ? ["-o", "json"] : []),
    ...args,
  ];
}
