import type { JoinEvent } from "../../../core/engine/events.ts";
import type { Machine } from "./machine.ts";
import { PROGRAM_PATH } from "./program.ts";

/** A moment at which the power of the program ends: when this event is seen. */
export interface KillPoint {
  name: string;
  when(event: JoinEvent): boolean;
  /** Nobody approves, so that there is a wait to be killed in. */
  unapproved?: boolean;
  args?: readonly string[];
}

function wrote(path: RegExp): (event: JoinEvent) => boolean {
  return (event) => event.kind === "file" && path.test(event.path);
}

export const KILL_POINTS: readonly KillPoint[] = [
  { name: "at the first file", when: ({ kind }) => kind === "file" },
  { name: "when the kubelet's flags are written", when: wrote(/kubeadm-flags\.env$/) },
  {
    name: "when the request was sent",
    when: (event) => event.kind === "request" && event.method === "POST",
  },
  { name: "waiting for approval", unapproved: true, when: ({ kind }) => kind === "csr" },
  { name: "when the certificate is stored", when: wrote(/kubelet-client-\d.*\.pem$/) },
  { name: "when kubelet.conf is written", when: wrote(/\/kubelet\.conf$/) },
  { name: "when the kubelet was started", when: ({ kind }) => kind === "service" },
  {
    name: "waiting for the Node",
    when: (event) => event.kind === "waiting" && event.phase === "finalize",
  },
  {
    name: "while the kubelet waits for approval",
    unapproved: true,
    args: ["--tls-bootstrap=kubelet"],
    when: (event) => event.kind === "waiting" && event.phase === "tls-bootstrap",
  },
];

/**
 * Starts a join and kills it with SIGKILL when the moment has come.
 *
 * @returns whether it was killed: else it had ended before
 */
export async function killedAt(
  node: Machine,
  args: readonly string[],
  { when }: KillPoint,
): Promise<boolean> {
  const running = node.start("kubeworker", "join", ...args, "-o", "json", "-v");
  const killing: Promise<unknown>[] = [];
  running.onLine((line) => {
    if (killing.length > 0 || !when(JSON.parse(line))) return;
    // By the program's name: others of this lab have nodes of their own.
    killing.push(node.attempt("pkill", "-KILL", "-x", PROGRAM_PATH.replace(/.*\//, "")));
  });
  const { code } = await running.done;
  await Promise.all(killing);
  return code !== 0;
}
