import { JoinError } from "../../core/engine/errors.ts";
import type { Api } from "../../core/kube/api.ts";
import { readConfigSource } from "../../core/kube/config_source.ts";
import { Node, readObject, readStatus } from "../../core/kube/objects.ts";
import { statusError } from "../../core/kube/status_error.ts";

export interface Setting {
  readonly nodeName: string;
  readonly patch: unknown;
  /** Then somebody else has to do it. */
  readonly mayBeRefused: boolean;
}

/** @throws JoinError with the status in its detail */
export async function readNode(api: Api, nodeName: string): Promise<Node> {
  const what = `reading Node ${nodeName}`;
  const response = await api.call({ method: "GET", path: `/api/v1/nodes/${nodeName}` }, what);
  if (response.status !== 200) throw statusError(response, what);
  return readObject(Node, response.text, what);
}

/**
 * Sends the patch.
 *
 * @returns the server's words where it forbids that, and it may; undefined when it is done
 * @throws JoinError `request-forbidden`, and `dynamic-config-unsupported` where the server forgets it
 */
export async function setConfigSource(
  api: Api,
  { nodeName, patch, mayBeRefused }: Setting,
): Promise<string | undefined> {
  const what = `setting the configSource of Node ${nodeName}`;
  const response = await api.call({
    method: "PATCH",
    path: `/api/v1/nodes/${nodeName}`,
    contentType: "application/merge-patch+json",
    body: patch,
  }, what);
  if (response.status === 403 && mayBeRefused) {
    return readStatus(response.text)?.message ?? "the cluster does not allow the node to do it";
  }
  if (response.status !== 200) throw statusError(response, what);
  const { wanted } = readConfigSource(readObject(Node, response.text, what));
  if (wanted !== undefined) return undefined;
  // It leaves out what it has no use for, and calls that a success.
  throw new JoinError(
    "dynamic-config-unsupported",
    "The API server forgets the Node's configSource: its gate DynamicKubeletConfig is off",
    { hint: "start it with --feature-gates=DynamicKubeletConfig=true, or leave out the gate here" },
  );
}
