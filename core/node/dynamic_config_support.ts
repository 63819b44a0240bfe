import type { JoinContext } from "../context.ts";
import { JoinError } from "../engine/errors.ts";
import type { Api } from "../kube/api.ts";
import { fetchServerVersion } from "../kube/server_version.ts";
import {
  INSTEAD,
  isDeprecated,
  lacksDynamicConfig,
  LAST_MINOR,
  turnsGateOff,
} from "./dynamic_config.ts";

/**
 * Refuses DynamicKubeletConfig where the kubelet of this machine cannot do it, before anything is done. Without
 * a kubelet nothing is said: preflight says that it is missing.
 *
 * @throws JoinError `dynamic-config-unsupported`
 */
export async function requireKubeletSupport({ facts, options }: JoinContext): Promise<void> {
  if (turnsGateOff(options.kubeletArguments)) {
    throw new JoinError(
      "dynamic-config-unsupported",
      "The kubelet's argument feature-gates turns DynamicKubeletConfig off",
      { hint: "take it out of --kubelet-extra-arg, or leave out the gate of the join" },
    );
  }
  const version = await facts.kubeletVersion().catch(() => undefined);
  const why = version && lacksDynamicConfig(version);
  if (version === undefined || why === undefined) return;
  throw new JoinError(
    "dynamic-config-unsupported",
    `The kubelet ${version.text} has no DynamicKubeletConfig: ${why}`,
    { hint: INSTEAD },
  );
}

/**
 * Refuses it where the API server cannot do it, as soon as there is one to ask.
 *
 * @returns its minor version; one that does not tell it is taken for the last that could
 * @throws JoinError `dynamic-config-unsupported`
 */
export async function requireServerSupport(api: Api): Promise<number> {
  const server = await fetchServerVersion(api);
  if (server === undefined) return LAST_MINOR;
  const why = lacksDynamicConfig(server);
  if (why === undefined) return server.minor;
  throw new JoinError(
    "dynamic-config-unsupported",
    `The API server ${server.text} has no DynamicKubeletConfig: ${why}`,
    { hint: INSTEAD },
  );
}

/** Says what the operator of an old cluster should know before it becomes a habit. */
export async function sayWhatItIs({ emit, facts, options }: JoinContext): Promise<void> {
  const version = await facts.kubeletVersion();
  if (options.kubelet.patches.length > 0) {
    emit({
      kind: "note",
      level: "warning",
      text:
        "Patches are lost when the kubelet follows its ConfigMap: that stands for the whole file",
      hint: "put them into a ConfigMap for this node, and name it with --dynamic-config-map",
    });
  }
  emit({
    kind: "note",
    level: isDeprecated(version) ? "warning" : "info",
    text: isDeprecated(version)
      ? `DynamicKubeletConfig is deprecated in the kubelet ${version.text}, and gone in 1.24; the API server needs the gate as well`
      : "DynamicKubeletConfig is on: the kubelet will follow a ConfigMap, and restart whenever that changes",
  });
}

/** The flag that names who sets a Node's configSource. */
export const SETTER_FLAG = "--config-source-kubeconfig";

/** Reads the kubeconfig of who is to set it, if one is named, so that what is wrong with it is said at once. */
export async function requireSetter({ host, options }: JoinContext): Promise<void> {
  const { kubeconfig } = options.dynamicConfig ?? {};
  if (kubeconfig === undefined) return;
  const { readAdministrator } = await import("../discovery/administrator.ts");
  await readAdministrator(kubeconfig, host, { flag: SETTER_FLAG });
}
