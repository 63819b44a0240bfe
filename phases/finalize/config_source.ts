import type { JoinContext } from "../../core/context.ts";
import { readAdministrator } from "../../core/discovery/administrator.ts";
import { JoinError } from "../../core/engine/errors.ts";
import type { Cluster, NodeIdentity } from "../../core/engine/state.ts";
import type { Api } from "../../core/kube/api.ts";
import {
  type ConfigSource,
  configSourcePatch,
  isSameKey,
  patchLine,
  readConfigSource,
  showSource,
} from "../../core/kube/config_source.ts";
import { findFollowed } from "../../core/kube/followed_config_map.ts";
import { LAST_MINOR } from "../../core/node/dynamic_config.ts";
import { requireServerSupport, SETTER_FLAG } from "../../core/node/dynamic_config_support.ts";
import { findKubeletSetting } from "../../core/node/kubelet_settings.ts";
import { awaitFollowing } from "./config_source_wait.ts";
import { readNode, setConfigSource } from "./config_source_patch.ts";
import { nodeApi } from "./registration.ts";

/**
 * Makes the kubelet follow a ConfigMap: sets its Node's configSource, or waits for somebody who may, and then
 * for the kubelet to run on it. What is set already is left as it is, so it can be done again.
 *
 * @throws JoinError `config-source-missing`, `config-source-foreign`, `config-source-timeout`,
 * `dynamic-config-failed`, `dynamic-config-unsupported`, `request-forbidden`
 */
export async function followConfigMap(
  { cluster, identity }: { cluster: Cluster; identity: NodeIdentity },
  ctx: JoinContext,
): Promise<void> {
  const { options, emit, host } = ctx;
  const { nodeName } = identity;
  const { kubeconfig } = options.dynamicConfig ?? {};
  await requireFlag(host);
  const api = nodeApi(cluster, identity, ctx);
  const setter = kubeconfig === undefined
    ? undefined
    : (await readAdministrator(kubeconfig, host, { flag: SETTER_FLAG })).api(ctx.signal);
  const [serverMinor, node, source] = await Promise.all([
    requireServerSupport(api),
    readNode(api, nodeName),
    findSource(setter ?? api, ctx),
  ]);
  if (setter !== undefined) await requireSameCluster(setter, node.metadata.uid, nodeName);
  const patch = configSourcePatch(source, serverMinor);
  const isSet = isSameKey(readConfigSource(node).wanted, source);
  const refusal = isSet ? undefined : await setConfigSource(setter ?? api, {
    nodeName,
    patch,
    mayBeRefused: setter === undefined,
  });
  const deadlineMs = options.timeouts.configSource;
  if (refusal !== undefined) {
    emit({
      kind: "config-source",
      node: nodeName,
      configMap: showSource(source),
      set: patchLine(nodeName, patch),
      reason: refusal,
    });
  }
  if (deadlineMs === 0) return sayNobodyWaits(refusal !== undefined, nodeName, ctx);
  await awaitFollowing(api, { nodeName, source, patch, before: readConfigSource(node) }, ctx);
}

/** A node that has joined before keeps the flags that it has. */
async function requireFlag({ files }: JoinContext["host"]): Promise<void> {
  if (await findKubeletSetting(files, "dynamicConfigDir") !== undefined) return;
  throw new JoinError(
    "dynamic-config-unsupported",
    "The kubelet of this node cannot follow a ConfigMap: it has no --dynamic-config-dir, as the node joined without the gate",
    { hint: "`kubeworker reset`, then the same join again" },
  );
}

/** What is to be done by hand where nobody waits for the Node. */
export async function sayHowToFollow(nodeName: string, ctx: JoinContext): Promise<void> {
  const [source] = await candidates(ctx);
  if (source === undefined) return;
  // The form of servers from 1.12 on: nobody has asked for the version.
  const set = patchLine(nodeName, configSourcePatch(source, LAST_MINOR));
  ctx.emit({
    kind: "config-source",
    node: nodeName,
    configMap: showSource(source),
    set,
    reason: "nobody waits for the Node, and before it is there nobody can",
  });
}

function sayNobodyWaits(unset: boolean, nodeName: string, { emit }: JoinContext): void {
  emit({
    kind: "note",
    level: unset ? "warning" : "info",
    text: unset
      ? `The kubelet of Node ${nodeName} runs on its local configuration until that is done: nobody waits for it`
      : `The configSource of Node ${nodeName} is set; nobody waits for the kubelet to follow it`,
    hint: `\`kubectl get node ${nodeName} -o jsonpath={.status.config}\` shows what it follows`,
  });
}

async function findSource(api: Api, ctx: JoinContext): Promise<ConfigSource> {
  const named = await candidates(ctx);
  const found = await findFollowed(api, named);
  if (found !== undefined) return found;
  const [unseen] = named;
  if (unseen !== undefined) return unseen;
  throw new Error("there is no ConfigMap to look for");
}

/** The one that was named, else those that a join of this kubelet reads its configuration from. */
async function candidates({ options, facts }: JoinContext): Promise<ConfigSource[]> {
  const { configMap } = options.dynamicConfig ?? {};
  if (configMap !== undefined) return [configMap];
  const { minor } = await facts.kubeletVersion();
  return [`kubelet-config-1.${minor}`, "kubelet-config"].map((name) => ({
    namespace: "kube-system",
    name,
    key: "kubelet",
  }));
}

/** A Node of this name may be in another cluster, too: its uid is in one alone. */
async function requireSameCluster(
  setter: Api,
  uid: string | undefined,
  nodeName: string,
): Promise<void> {
  const seen = await readNode(setter, nodeName).catch((error) => {
    if (error instanceof JoinError && error.detail.status === 404) return undefined;
    throw error;
  });
  if (seen !== undefined && seen.metadata.uid === uid) return;
  throw new JoinError(
    "config-source-foreign",
    seen === undefined
      ? `The cluster of ${SETTER_FLAG} has no Node "${nodeName}"`
      : `The Node "${nodeName}" in the cluster of ${SETTER_FLAG} is another one`,
  );
}
