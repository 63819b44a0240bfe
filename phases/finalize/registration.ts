import type { JoinContext } from "../../core/context.ts";
import { shownDeadline, within } from "../../core/engine/deadline.ts";
import { JoinError } from "../../core/engine/errors.ts";
import type { Cluster, KubeletConfig, NodeIdentity } from "../../core/engine/state.ts";
import { type Api, createApi } from "../../core/kube/api.ts";
import { awaitNode, heartbeat, readiness } from "../../core/kube/node_wait.ts";
import type { Node } from "../../core/kube/objects.ts";
import { statusError } from "../../core/kube/status_error.ts";

/** The key that kubeadm reads the container runtime's socket from. */
export const CRI_SOCKET_ANNOTATION = "kubeadm.alpha.kubernetes.io/cri-socket";

/** The API as the node itself sees it. */
export function nodeApi(cluster: Cluster, identity: NodeIdentity, ctx: JoinContext): Api {
  return createApi({
    servers: cluster.servers,
    ca: cluster.ca,
    credential: {
      client: { certificatePem: identity.certificatePem, keyPem: identity.keyPem },
    },
  }, {
    https: ctx.host.https,
    clock: ctx.clock,
    signal: ctx.signal,
    timeoutMs: ctx.options.timeouts.kubernetesAPICall,
  });
}

/** Waits for the Node, or for it to be Ready. @throws JoinError `node-timeout` */
export async function awaitRegistration(
  api: Api,
  identity: NodeIdentity,
  ctx: Pick<JoinContext, "clock" | "options" | "signal" | "emit">,
): Promise<Node> {
  const { nodeName: name } = identity;
  const { clock, emit, options } = ctx;
  const ready = options.wait === "ready";
  const what = ready ? `Node ${name} to be Ready` : `Node ${name} to appear`;
  const deadlineMs = options.timeouts.nodeRegistration;
  let last: string | undefined;
  const began = clock.elapsedMs();
  const waiting = {
    kind: "waiting",
    phase: "finalize",
    what,
    ...shownDeadline(deadlineMs),
  } as const;
  emit(waiting);
  const node = await within(deadlineMs, {
    clock,
    signal: ctx.signal,
    onTimeout: () =>
      new JoinError(
        "node-timeout",
        `Waited ${deadlineMs / 1000} s for ${what}${last === undefined ? "" : `: ${last}`}`,
        last === undefined
          ? {
            hint:
              "`journalctl -xeu kubelet` says why; a cloud provider may have given the Node another name",
          }
          : {},
      ),
  }, (signal) =>
    awaitNode(api, name, {
      clock,
      signal,
      judge: (node) => complete(node) ?? stale(node, identity) ?? (ready ? readiness(node) : true),
      onState(reason) {
        last = reason;
        emit({ ...waiting, reason });
      },
    }));
  emit({ kind: "waited", phase: "finalize", what, ms: clock.elapsedMs() - began });
  return node;
}

/** The kubelet's first write may lack it; an annotation written before could be lost. */
function complete(node: Node): string | undefined {
  return node.metadata.labels?.["kubernetes.io/hostname"] === undefined
    ? "the Node is there, but its kubelet has not filled it in yet"
    : undefined;
}

/** A Node that was there before says nothing of our kubelet until it speaks anew. */
function stale(node: Node, { earlierHeartbeat }: NodeIdentity): string | undefined {
  return earlierHeartbeat !== undefined && heartbeat(node) === earlierHeartbeat
    ? "a Node of that name was there before, and its kubelet has not spoken yet"
    : undefined;
}

/** Tells the Node where its container runtime is, as kubeadm up to 1.33 does, unless it knows. */
export async function annotateNode(
  api: Api,
  { metadata: { name = "", annotations } }: Node,
  { criSocket }: Pick<KubeletConfig, "criSocket">,
): Promise<void> {
  if (annotations?.[CRI_SOCKET_ANNOTATION] === criSocket) return;
  const what = `annotating Node ${name}`;
  const response = await api.call({
    method: "PATCH",
    path: `/api/v1/nodes/${name}`,
    contentType: "application/merge-patch+json",
    body: { metadata: { annotations: { [CRI_SOCKET_ANNOTATION]: criSocket } } },
  }, what);
  if (response.status !== 200) throw statusError(response, what);
}
