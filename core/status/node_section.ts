import { type Answered, ask } from "./own_api.ts";
import { type NodeStatus, readLeaseRenewal, readNodeStatus, readTime } from "./node_status.ts";
import { readMachineIdentity } from "../node/machine_identity.ts";
import { length } from "./words.ts";
import type { SectionReport, StatusContext, StatusProblem, StatusSection } from "./section.ts";

/** After so long without a sign of life the cluster takes a node for lost (`node-monitor-grace-period`). */
const LOST_MS = 40_000;

/** What the cluster says of this node: Ready or why not, pressure, taints, the last sign of life. */
export const nodeSection: StatusSection = {
  name: "node",
  summary: "the Node in the cluster: Ready or why not, pressure, taints, its last sign of life",

  async look(ctx): Promise<SectionReport> {
    const identity = await ctx.identity();
    if (identity.kind !== "known" || typeof identity.certificate === "string") {
      return { facts: { found: undefined }, lines: [], problems: [] };
    }
    const { nodeName } = identity.certificate;
    if (nodeName === undefined) return { facts: { found: undefined }, lines: [], problems: [] };
    const name = encodeURIComponent(nodeName);
    const lease = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`;
    const { signal } = ctx;
    const api = await ctx.api();
    const [answer, leased] = await Promise.all([
      ask(api, `/api/v1/nodes/${name}`, { what: `reading Node ${nodeName}`, signal }),
      ask(api, lease, { what: `reading the lease of Node ${nodeName}`, signal }),
    ]);
    if (answer.kind === "none" || answer.status !== 200) {
      return without(nodeName, identity.server, answer);
    }
    const node = readNodeStatus(answer.text, `Node ${nodeName}`);
    const renewed = leased.kind === "answer" && leased.status === 200
      ? readLeaseRenewal(leased.text)
      : readTime(node.ready.lastHeartbeatTime);
    const silentMs = renewed && ctx.clock.now().getTime() - renewed.getTime();
    return {
      facts: { found: true, ...node, heardFrom: renewed?.toISOString() },
      lines: linesOf(node, silentMs),
      problems: [...judge(node, silentMs), ...await judgeMachine(nodeName, node, ctx)],
    };
  },
};

function linesOf(node: NodeStatus, silentMs: number | undefined): [string, string][] {
  const { ready, version, taints, unschedulable } = node;
  const pressed = node.pressures.map(({ type }) => type);
  return [
    [
      "Ready",
      ready.status === "True" ? "yes" : `no (${ready.reason ?? "its kubelet has not said"})`,
    ],
    ["as seen", version === undefined ? "its kubelet has said nothing yet" : `kubelet ${version}`],
    ...(pressed.length === 0 ? [] : [["pressure", pressed.join(", ")] as [string, string]]),
    ...(taints.length === 0 ? [] : [["taints", taints.join(", ")] as [string, string]]),
    ...(unschedulable ? [["schedulable", "no: it is cordoned"] as [string, string]] : []),
    ["heard from", silentMs === undefined ? "not known" : `${length(Math.max(0, silentMs))} ago`],
  ];
}

function judge(node: NodeStatus, silentMs: number | undefined): StatusProblem[] {
  const { ready, pressures, name } = node;
  const problems: StatusProblem[] = [];
  if (silentMs !== undefined && silentMs > LOST_MS) {
    problems.push({
      level: "error",
      text: `The cluster has not heard from this node for ${length(silentMs)}`,
      hint: "its kubelet does not run, or does not reach the API server: `journalctl -u kubelet`",
    });
  }
  if (ready.status !== "True") {
    const why = ready.message ?? ready.reason ?? "its kubelet has not said why";
    const network = /NetworkPluginNotReady|cni plugin not initialized|network plugin is not ready/i;
    problems.push({
      level: "error",
      text: `Node "${name}" is not Ready: ${why}`,
      hint: network.test(why)
        ? "the cluster's network add-on has not come to this node: `kubectl get pods -A -o wide` shows its pods"
        : `\`kubectl describe node ${name}\` shows more`,
    });
  }
  for (const { type, message } of pressures) {
    problems.push({
      level: "warning",
      text: `${type}: ${message ?? "the kubelet does not say why"}`,
    });
  }
  return problems;
}

/** A copied disk brings its certificate along: two machines are then one Node, by turns. */
async function judgeMachine(
  nodeName: string,
  node: NodeStatus,
  { host }: StatusContext,
): Promise<StatusProblem[]> {
  const { machineId, productUuid } = await readMachineIdentity(host.files);
  const differs = (ours: string | undefined, theirs: string | undefined) =>
    Boolean(ours) && Boolean(theirs) && ours !== theirs?.toLowerCase();
  const other = differs(machineId?.toLowerCase(), node.machineId) ||
    differs(productUuid, node.systemUuid);
  if (!other) return [];
  return [{
    level: "error",
    text: `Node "${nodeName}" is another machine: its machine-id or product UUID is not this one's`,
    hint:
      "a disk was copied with its certificate: `kubeworker reset` on the copy, `systemd-machine-id-setup`, and a join under a name of its own",
  }];
}

function without(
  name: string,
  server: string,
  answer: Answered & { status?: number },
): SectionReport {
  const { text, hint, found } = reasonOf(name, server, answer);
  return {
    facts: { found, name, because: text },
    lines: [["Ready", "not known"]],
    problems: [{ level: "error", text, hint }],
  };
}

function reasonOf(
  name: string,
  server: string,
  answer: Answered,
): { text: string; hint: string; found?: boolean } {
  if (answer.kind === "none") {
    return {
      text: `The API server cannot be asked: ${answer.because}`,
      hint: `\`kubeworker inspect ${server.replace(/^https:\/\//, "")}\` shows what answers there`,
    };
  }
  switch (answer.status) {
    case 404:
      return {
        found: false,
        text: `There is no Node "${name}" in the cluster`,
        hint: "it was deleted: `systemctl restart kubelet` registers it again",
      };
    case 401:
      return {
        text: "The cluster does not take this node's certificate",
        hint: "another CA may sign there now: `kubeworker reset`, then join again",
      };
    case 403:
      return {
        text: `The cluster does not let this node read Node "${name}"`,
        hint: "kube-apiserver needs `--authorization-mode=Node,RBAC`",
      };
    default:
      return {
        text: `The API server answers with status ${answer.status}`,
        hint: "its own log says why",
      };
  }
}
