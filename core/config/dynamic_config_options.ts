import { JoinError } from "../engine/errors.ts";
import { parseFeatureGates } from "./feature_gates.ts";
import type { JoinFlags } from "./join_flags.ts";

/** One key of a ConfigMap. */
export interface ConfigMapKey {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

/** What the gate DynamicKubeletConfig asks for. */
export interface DynamicConfigOptions {
  /** What the kubelet is to follow; undefined: the configuration that the cluster has for its kubelets. */
  readonly configMap: ConfigMapKey | undefined;
  /** The kubeconfig of who may set the Node's configSource; undefined: the node itself tries. */
  readonly kubeconfig: string | undefined;
}

const FORM =
  /^([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\/([a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?)\/([-._A-Za-z0-9]{1,253})$/;

/**
 * What is asked for beside the ordinary configuration of the kubelet; undefined where the gate is off.
 *
 * @throws JoinError `feature-gate-unknown`, `feature-gate-malformed`, `config-map-malformed`, `usage`
 */
export function readDynamicConfig(flags: JoinFlags): DynamicConfigOptions | undefined {
  const gates = parseFeatureGates(flags.featureGates ?? []);
  const { dynamicConfigMap: text, configSourceKubeconfig: kubeconfig } = flags;
  const configMap = text === undefined ? undefined : parseConfigMapKey(text);
  const on = gates.get("DynamicKubeletConfig");
  if (on === true) return { configMap, kubeconfig };
  // Whoever says so puts aside what a configuration says of it.
  if (on === false) return undefined;
  const idle = text !== undefined
    ? "--dynamic-config-map"
    : kubeconfig !== undefined
    ? "--config-source-kubeconfig"
    : undefined;
  if (idle === undefined) return undefined;
  throw new JoinError("usage", `${idle} needs the feature gate DynamicKubeletConfig`, {
    hint: "add --feature-gates=DynamicKubeletConfig=true, or leave it out",
  });
}

export function isConfigMapKey(text: string): boolean {
  return FORM.test(text);
}

/** Reads `NAMESPACE/NAME/KEY`. @throws JoinError `config-map-malformed` */
export function parseConfigMapKey(text: string): ConfigMapKey {
  const [, namespace, name, key] = FORM.exec(text) ?? [];
  if (namespace === undefined || name === undefined || key === undefined) {
    throw new JoinError(
      "config-map-malformed",
      `Cannot use "${text}" as a key of a ConfigMap: it is not NAMESPACE/NAME/KEY`,
    );
  }
  return { namespace, name, key };
}
