import type { JoinContext } from "../../core/context.ts";
import { within } from "../../core/engine/deadline.ts";
import { JoinError } from "../../core/engine/errors.ts";
import type { Cluster, NodeIdentity } from "../../core/engine/state.ts";
import type { Api } from "../../core/kube/api.ts";
import { awaitCertificate } from "../../core/kube/certificate_wait.ts";
import { submitRequest, type SubmittedRequest } from "../../core/kube/certificate_signing.ts";
import { storeIdentity } from "../../core/node/identity_store.ts";
import { PATHS } from "../../core/node/paths.ts";
import { createNodeRequest, NODE_CLIENT_USAGES } from "../../core/trust/certificate_request.ts";
import { checkIssued } from "../../core/trust/issued.ts";
import { generateNodeKey, type NodeKey, parseNodeKey } from "../../core/trust/node_key.ts";
import { keyFingerprint, requestName } from "../../core/trust/request_name.ts";

/** An approver that runs by itself answers within this time; after it, a person is asked. */
const QUICK_MS = 300;

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

async function awaitIssue(
  api: Api,
  submitted: SubmittedRequest,
  key: NodeKey,
  ctx: JoinContext,
): Promise<string> {
  const { clock, emit, signal, options } = ctx;
  const began = clock.elapsedMs();
  const what = `approval of ${submitted.name}`;
  const deadlineMs = options.timeouts.tlsBootstrap;
  const approve = `kubectl certificate approve ${submitted.name}`;
  const issued = new AbortController();
  let announced = false;
  const announcement = clock.sleep(QUICK_MS, AbortSignal.any([signal, issued.signal])).then(() => {
    announced = true;
    emit({
      kind: "csr",
      name: submitted.name,
      keyFingerprint: keyFingerprint(key.publicKey),
      approve,
    });
    emit({ kind: "waiting", phase: "tls-bootstrap", what, deadlineMs });
  }, () => {});
  try {
    return await within(deadlineMs, {
      clock,
      signal,
      onTimeout: () =>
        new JoinError(
          "csr-timeout",
          `Nobody approved and signed ${submitted.name} within ${deadlineMs / 1000} s`,
          {
            hint:
              `approve it (\`${approve}\`) and run the same command again: it goes on with the same request`,
            detail: { csr: submitted.name },
          },
        ),
    }, (limited) =>
      awaitCertificate(api, submitted, {
        clock,
        signal: limited,
        onState(reason) {
          if (announced) {
            emit({ kind: "waiting", phase: "tls-bootstrap", what, reason, deadlineMs });
          }
        },
      }));
  } finally {
    issued.abort();
    await announcement;
    if (announced) {
      emit({ kind: "waited", phase: "tls-bootstrap", what, ms: clock.elapsedMs() - began });
    }
  }
}
