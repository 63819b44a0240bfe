import type { JoinContext, JoinPhase } from "../core/context.ts";
import { JoinError } from "../core/engine/errors.ts";
import { bootstrapApi } from "../core/kube/bootstrap_api.ts";
import { heartbeat, readiness } from "../core/kube/node_wait.ts";
import { Node, readObject } from "../core/kube/objects.ts";
import { statusError } from "../core/kube/status_error.ts";
import type { Api } from "../core/kube/api.ts";
import { loadIdentity, nameIdentity } from "../core/node/identity_store.ts";
import { isThisMachine } from "../core/node/own_machine.ts";
import { PATHS } from "../core/node/paths.ts";
import { recallCluster } from "../core/node/recalled_cluster.ts";
import { keptIdentity, proveIdentity } from "../core/resume/kept_identity.ts";
import { beginJoin, refuseOtherCa } from "../core/resume/same_join.ts";
import { bootstrapNatively } from "./tls_bootstrap/natively.ts";

/**
 * Gets the node its own certificate. Natively, the token stays in memory and we send the request ourselves;
 * with `--tls-bootstrap=kubelet` the kubelet does, as with kubeadm.
 */
export const tlsBootstrap: JoinPhase<"cluster" | "kubeletConfig", "identity"> = {
  name: "tls-bootstrap",
  summary: "get the node its own certificate",
  needs: ["cluster", "kubeletConfig"],
  provides: ["identity"],
  changes: [
    "creates a CertificateSigningRequest in the cluster; with --approve-with: approves it",
    `keeps the key in ${PATHS.clientKeyPending} (0600) until the certificate is there`,
    `writes ${PATHS.kubeletPki}/kubelet-client-<date>.pem (0600), and the link kubelet-client-current.pem to it`,
    `writes ${PATHS.ca} (0644), or the file that --ca-cert-path names`,
    `writes ${PATHS.kubeletConf} (0600)`,
    `with --tls-bootstrap=kubelet: writes ${PATHS.bootstrapConf} (0600), starts the kubelet, removes the file again`,
  ],

  async validate(ctx) {
    const { options, plugin } = ctx;
    // A plugin that vouches may bring a credential of its own.
    if (options.tlsBootstrapToken === undefined && !(plugin?.vouches ?? false)) {
      throw new JoinError("token-missing", "No bootstrap token was given");
    }
    if (options.approveWith === undefined) return;
    const { checkApprover } = await import("./tls_bootstrap/approval.ts");
    await checkApprover(options.approveWith, ctx);
  },

  async run({ cluster, kubeletConfig: _ }, ctx) {
    const api = bootstrapApi(cluster, ctx);
    const [earlierHeartbeat] = await Promise.all([
      refuseLivingNode(api, ctx),
      // What requests are made with takes long to load: that is done while the cluster answers.
      import("../core/trust/asn1.ts"),
    ]);
    await beginJoin(cluster, ctx);
    const identity = ctx.options.tlsBootstrap === "native"
      ? await bootstrapNatively(api, cluster, ctx)
      : await (await import("./tls_bootstrap/by_kubelet.ts")).bootstrapByKubelet(cluster, ctx);
    return {
      identity: earlierHeartbeat === undefined ? identity : { ...identity, earlierHeartbeat },
    };
  },

  async resume({ cluster, kubeletConfig: _ }, ctx) {
    const identity = await keptIdentity(cluster, ctx);
    if (identity === undefined) return undefined;
    const kept = await proveIdentity(cluster, identity, ctx);
    if (kept === undefined) return undefined;
    const { caPath } = ctx.options;
    await refuseOtherCa(cluster, caPath, ctx.host);
    await nameIdentity(ctx.host.files, identity, { ...cluster, caPath, kept: true });
    return { identity: { ...identity, kept } };
  },

  describe({ identity }) {
    return `certificate until ${identity.notAfter.toISOString().slice(0, 10)}`;
  },

  async recall({ host, options, clock }) {
    const cluster = await recallCluster(host.files);
    if (cluster === undefined) return undefined;
    const identity = await loadIdentity(host.files, {
      ca: cluster.ca,
      nodeName: options.nodeName,
      clock,
    });
    return identity === undefined ? undefined : { identity };
  },
};

/**
 * Before the request, not after it: the certificate would be one for a living node's name. A cluster that
 * does not let us look (before 1.18) is not held against it.
 *
 * @returns when the kubelet of a Node that is there, but not Ready or of this machine, last spoke
 */
async function refuseLivingNode(
  api: Api,
  { host, options, emit }: JoinContext,
): Promise<string | undefined> {
  const name = options.nodeName;
  const response = await api.call(
    { method: "GET", path: `/api/v1/nodes/${name}` },
    `reading Node ${name}`,
  );
  if (response.status === 404) return undefined;
  if (response.status === 403) {
    emit({
      kind: "note",
      level: "warning",
      text: `The cluster does not let us see whether a Node "${name}" is there already`,
      hint: "clusters upgraded from before 1.18 lack the binding kubeadm:get-nodes",
    });
    return undefined;
  }
  if (response.status !== 200) throw statusError(response, `reading Node ${name}`);
  const node = readObject(Node, response.text, `Node ${name}`);
  if (readiness(node) !== true) return heartbeat(node);
  if (await isThisMachine(node.status?.nodeInfo, host.files)) {
    const text = `The Node "${name}" is still Ready in the cluster, and it is this machine's own`;
    emit({ kind: "note", level: "info", text });
    return heartbeat(node);
  }
  throw new JoinError("node-exists", `A Node "${name}" is in the cluster, and it is Ready`, {
    hint:
      `choose another name with --node-name; or, if that machine is gone: \`kubectl delete node ${name}\``,
  });
}
