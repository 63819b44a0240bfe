import type { JoinEvent } from "../../../../core/engine/events.ts";
import type { Version } from "../../lab.ts";
import type { Machine } from "../../support/machine.ts";

export type Level = "warning" | "error";

/** Something wrong with a machine that kubeadm does not look at, made for one command only. */
export interface Beyond {
  readonly name: string;
  /** What is found, and nothing else beside what the node has anyway: by check, or by release and check. */
  readonly found: Readonly<Record<string, Level>>;
  /** What is found on one release besides. */
  readonly besides?: Readonly<Partial<Record<Version, Readonly<Record<string, Level>>>>>;
  /** What is not found then, although the node has it. */
  readonly hides?: readonly string[];
  /** Shell commands before; the functions of `TOOLS` are there. */
  readonly before?: string;
  /** What undoes the parts that no namespace does. */
  readonly after?: string;
  /** In place of the cluster's. */
  readonly endpoint?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly only?: Version;
}

/** `put PATH TEXT` replaces a file, `cover DIRECTORY NAME…` all of a directory but what is named; `hide PROGRAM`. */
const TOOLS = `
mounts=$(command -v mount)
$mounts --make-rshared /
put() {
  at=/tmp/put-$(echo "$1" | tr / -)
  printf "$2" > "$at"
  "$mounts" --bind "$at" "$1"
}
cover() {
  covered=$1; shift
  for kept; do
    mkdir -p /tmp/kept/$kept; "$mounts" --rbind $covered/$kept /tmp/kept/$kept
  done
  "$mounts" -t tmpfs none $covered
  for kept; do
    mkdir $covered/$kept; "$mounts" --rbind /tmp/kept/$kept $covered/$kept
  done
}
hide() {
  for place in /usr/sbin /usr/bin /sbin /bin; do
    [ ! -e "$place/$1" ] || "$mounts" --bind /dev/null "$place/$1"
  done
}
touch /etc/resolv.conf /etc/default/kubelet
put /etc/default/kubelet 'KUBELET_EXTRA_ARGS=--cgroup-driver=systemd\\n'
put /etc/resolv.conf 'nameserver 10.77.0.10\\noptions timeout:1 attempts:1\\n'
put /etc/hosts '127.0.0.1 localhost\\n10.77.0.11 n1\\n'
mkdir -p /etc/kubernetes && "$mounts" -t tmpfs none /etc/kubernetes
`;

/** What `kubeworker preflight` finds under a condition: the worst level by check. */
export async function findingsUnder(
  { before = "", after = "", endpoint = "10.77.0.10:6443", env = {} }: Omit<Beyond, "found">,
  node: Machine,
): Promise<Record<string, Level>> {
  const variables = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
  const words = [...variables, "timeout 30 kubeworker preflight -o json", endpoint];
  const script = `${TOOLS}${before}\n${words.join(" ")}\ncode=$?\n${after}\nexit $code`;
  const { stdout, stderr } = await node.attempt("unshare", "-m", "sh", "-c", script);
  const levels: Record<string, Level> = {};
  let ended = false;
  for (const line of stdout.split("\n").filter((line) => line.startsWith("{"))) {
    const event: JoinEvent = JSON.parse(line);
    ended ||= event.kind === "result";
    if (event.kind !== "problem") continue;
    if (levels[event.check] !== "error") levels[event.check] = event.level;
  }
  if (!ended) throw new Error(`preflight did not end: ${stdout}\n${stderr}`);
  return levels;
}
