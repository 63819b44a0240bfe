import assert from "node:assert/strict";
import type { JoinEvent } from "../../../core/engine/events.ts";
import type { Lab } from "../lab.ts";
import { errorOf, joins, startJoin } from "./join_run.ts";
import { manualApproval } from "./manual_approval.ts";
import type { Machine } from "./machine.ts";
import { readTree } from "./tree.ts";

/** A moment at which the operator presses Ctrl-C: when this event is seen. */
export interface Moment {
  name: string;
  when(event: JoinEvent): boolean;
  /** Nobody approves, so that there is something to interrupt. */
  unapproved?: boolean;
  args?: readonly string[];
  /** After the kubelet had a part in it, so that its version counts. */
  withKubelet?: boolean;
}

export const MOMENTS: readonly Moment[] = [
  { name: "in preflight", when: ({ kind }) => kind === "phase-start" },
  { name: "at the first answer", when: ({ kind }) => kind === "request" },
  { name: "at the first file", when: ({ kind }) => kind === "file" },
  { name: "waiting for approval", unapproved: true, when: ({ kind }) => kind === "csr" },
  {
    name: "while the kubelet waits for approval",
    withKubelet: true,
    unapproved: true,
    args: ["--tls-bootstrap=kubelet"],
    when: (event) => event.kind === "waiting" && event.phase === "tls-bootstrap",
  },
  {
    name: "when the kubelet was started",
    withKubelet: true,
    when: (event) => event.kind === "service" && event.action === "restart",
  },
];

const PLACES = ["/etc", "/root", "/tmp", "/usr/local", "/var/lib/kubelet", "/var/lib/kubeworker"];
/** Names that nothing finished has. */
const UNFINISHED = /kubeworker-\d+-\d+$|kubelet-client-updated\.pem$|bootstrap-kubelet\.conf$/;

/** Interrupts a join, looks at what it left, and joins again. */
export async function interruptedAt(node: Machine, cluster: Lab, moment: Moment): Promise<void> {
  const args = [...cluster.joinArgs, ...moment.args ?? []];
  {
    await using _manual = moment.unapproved ? await manualApproval(cluster) : undefined;
    const join = startJoin(node, args);
    await join.event(moment.when);
    const pressed = performance.now();
    await node.attempt("pkill", "-INT", "-x", "kubeworker");
    const run = await join.done;
    // A join that was done before the signal came is no failure of it.
    if (run.code !== 0) {
      assert.equal(errorOf(run), "interrupted");
      assert.equal(run.code, 130);
    } else assert.equal(moment.unapproved, undefined, "the signal was ignored");
    assert(performance.now() - pressed < 5_000, "it took its time to end");
    await leftNothingUnfinished(node);
    if (run.code === 0) return;
  }
  await joins(node, args);
}

async function leftNothingUnfinished(node: Machine): Promise<void> {
  const tree = await readTree(await node.root(), PLACES);
  assert.deepEqual([...tree.keys()].filter((path) => UNFINISHED.test(path)), []);
  const empty = [...tree].filter(([path, { type, bytes }]) =>
    type === "f" && bytes === 0 && /kubernetes|kubelet\/(?!pods|plugins|device)/.test(path)
  );
  assert.deepEqual(empty.map(([path]) => path), [], "empty files");
}
