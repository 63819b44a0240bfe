import type { JoinContext } from "../../core/context.ts";
import { JoinError } from "../../core/engine/errors.ts";
import type { Cluster, NodeIdentity } from "../../core/engine/state.ts";
import type { Api } from "../../core/kube/api.ts";
import { submitRequest } from "../../core/kube/certificate_signing.ts";
import { storeIdentity } from "../../core/node/identity_store.ts";
import { PATHS } from "../../core/node/paths.ts";
import { createNodeRequest, NODE_CLIENT_USAGES } from "../../core/trust/certificate_request.ts";
import { checkIssued } from "../../core/trust/issued.ts";
import { generateNodeKey, type NodeKey, parseNodeKey } from "../../core/trust/node_key.ts";
import { requestName } from "../../core/trust/request_name.ts";
import { awaitIssue } from "./await_issue.ts";

/** Key, request, certificate, files: with the token in memory only. */
export async function bootstrapNatively(
  api: Api,
  cluster: Cluster,
  ctx: JoinContext,
): Promise<NodeIdentity> {
  const { host, options, clock } = ctx;
  const key = await ownKey(ctx);
  const pem = await createNodeRequest(key, options.nodeName);
  const usages = NODE_CLIENT_USAGES;
  const name = requestName(key.publicKey, options.nodeName, usages);
  try {
    const submitted = await submitRequest(api, { name, pem, usages });
    if (options.approveWith !== undefined) {
      const { approveOwn } = await import("./approval.ts");
      await approveOwn(options.approveWith, { submitted, pem }, ctx);
    }
    const certificate = await awaitIssue(api, submitted, key, ctx);
    const issued = await checkIssued(certificate, {
      publicKey: key.publicKey,
      nodeName: options.nodeName,
      ca: cluster.ca,
      now: clock.now(),
    });
    return await storeIdentity(host.files, issued, key, {
      server: cluster.server,
      ca: cluster.ca,
      nodeName: options.nodeName,
      clock,
      caPath: options.caPath,
    });
  } catch (error) {
    // The name is made of the key, and a request that was refused keeps its name: the next try needs a new key.
    const spent = error instanceof JoinError &&
      ["csr-denied", "csr-failed", "csr-conflict", "certificate-wrong"].includes(error.code);
    if (spent) await host.files.remove(PATHS.clientKeyPending, { secret: true });
    throw error;
  }
}

/** The key of a request that was sent before, else a new one, on the disk before its request is sent. */
async function ownKey({ host }: JoinContext): Promise<NodeKey> {
  const pending = await host.files.read(PATHS.clientKeyPending);
  const known = pending === undefined ? undefined : parseNodeKey(pending);
  if (known !== undefined) return known;
  const key = generateNodeKey();
  await host.files.makeDirectory(PATHS.kubeletPki, 0o755);
  await host.files.write(PATHS.clientKeyPending, key.pem.reveal(), { mode: 0o600, secret: true });
  return key;
}
