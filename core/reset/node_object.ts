import { toJoinError } from "../engine/errors.ts";
import { DryRunEnd } from "../engine/runner.ts";
import { statusError } from "../kube/status_error.ts";
import { type ResetContext, warn } from "./context.ts";

/** Deletes the Node with the administrator's kubeconfig, if one was given. What fails is a warning. */
export async function deleteNode(name: string | undefined, ctx: ResetContext): Promise<void> {
  const { administrator } = ctx.options;
  if (administrator === undefined) return;
  if (name === undefined) {
    return warn(
      ctx,
      "The Node is not deleted: this machine's kubelet.conf names no certificate of a node",
      "`kubectl delete node NAME` deletes it",
    );
  }
  const what = `deleting Node ${name}`;
  try {
    const path = `/api/v1/nodes/${name}`;
    const answer = await administrator.api(ctx.signal).call({ method: "DELETE", path }, what);
    if (answer.status !== 200 && answer.status !== 202 && answer.status !== 404) {
      throw statusError(answer, what);
    }
    ctx.emit({
      kind: "note",
      level: "info",
      text: answer.status === 404 ? `Node "${name}" is gone already` : `Deleted Node "${name}"`,
    });
  } catch (thrown) {
    ctx.signal.throwIfAborted();
    // A dry run has shown the request, and goes on here: nothing depends on the answer.
    if (thrown instanceof DryRunEnd) return;
    warn(
      ctx,
      `Node "${name}" is not deleted: ${toJoinError(thrown).inFull}`,
      `\`kubectl delete node ${name}\` deletes it`,
    );
  }
}
