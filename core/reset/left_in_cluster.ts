import { changesOf, type JournalRecord } from "../engine/journal.ts";
import { PATHS } from "../node/paths.ts";
import { NODE_CLIENT_USAGES } from "../trust/certificate_request.ts";
import { parseNodeKey } from "../trust/node_key.ts";
import { requestName } from "../trust/request_name.ts";
import { type ResetContext, warn } from "./context.ts";

/** What a join made in the cluster, where neither its token nor the node may remove it. */
export async function sayWhatStays(
  records: readonly JournalRecord[],
  nodeName: string | undefined,
  ctx: ResetContext,
): Promise<void> {
  const changes = changesOf(records);
  const asked = changes.some((change) => change.kind === "request" && change.method === "POST");
  const started = changes.some((change) => change.kind === "service" && change.unit === "kubelet");
  if (asked) {
    const name = await pendingName(records, ctx);
    const text = name === undefined
      ? "The certificate request of this join stays in the cluster, which removes it in time"
      : `The certificate request ${name} stays in the cluster: a bootstrap token may not delete it`;
    warn(ctx, text, name === undefined ? undefined : `\`kubectl delete csr ${name}\``);
  }
  if (started && nodeName !== undefined) {
    const text = `The Node "${nodeName}" may be in the cluster already`;
    warn(ctx, text, `\`kubectl delete node ${nodeName}\` deletes it`);
  }
}

/** The request's name is made of the key that still waits for its certificate. */
async function pendingName(
  records: readonly JournalRecord[],
  { host: { files } }: ResetContext,
): Promise<string | undefined> {
  const pem = await files.read(PATHS.clientKeyPending);
  const key = pem === undefined ? undefined : parseNodeKey(pem);
  const target = records.findLast((record) => record.state === "join");
  if (key === undefined || target?.state !== "join") return undefined;
  return requestName(key.publicKey, target.target.nodeName, NODE_CLIENT_USAGES);
}
