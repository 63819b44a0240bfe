import type { KubeletArgument } from "./kubelet_arguments.ts";
import { canonical } from "./kubelet_arguments.ts";
import { isAtLeast, type KubeletVersion } from "./kubelet_version.ts";
import { PATHS } from "./paths.ts";

/** The first version of kubelet and API server whose form of it is known here. */
const SINCE = 11;
/** From here on the kubelet's own gate is off by default, and what it does is deprecated. */
const DEPRECATED_SINCE = 22;
/** From here on kubelets have it no more, and API servers forget it. */
const GONE_SINCE = 24;
/** The last that has it. */
export const LAST_MINOR = GONE_SINCE - 1;

/** In place of it, on releases that do not have it. */
export const INSTEAD =
  "leave the gate out: each join takes the cluster's ConfigMap as it is then, /var/lib/kubelet/config.yaml and a restart of the kubelet change it later";

/** Why a kubelet or an API server of this version cannot do it; undefined: it can. */
export function lacksDynamicConfig(
  version: Pick<KubeletVersion, "major" | "minor" | "text">,
): string | undefined {
  if (isAtLeast(version, GONE_SINCE)) return `it was removed in 1.${GONE_SINCE}`;
  return isAtLeast(version, SINCE) ? undefined : `it has this form since 1.${SINCE}`;
}

/** Whether it is still there, but off by default. */
export function isDeprecated(version: KubeletVersion): boolean {
  return isAtLeast(version, DEPRECATED_SINCE);
}

/** Whether arguments for the kubelet turn its own gate off. */
export function turnsGateOff(args: readonly KubeletArgument[]): boolean {
  return args.some(({ name, value }) =>
    canonical(name) === "feature-gates" && /(^|,)\s*DynamicKubeletConfig=(f|F|0)/.test(value)
  );
}

/** Flags that a kubelet needs for it. The gate goes before the operator's own gates, which are merged with it. */
export function dynamicConfigFlags(
  version: KubeletVersion,
  resolvConf: string | undefined,
): { more: Readonly<Record<string, string>>; gate: readonly KubeletArgument[] } {
  return {
    more: {
      "dynamic-config-dir": PATHS.dynamicConfig,
      // The ConfigMap takes the place of the whole local file, where this stands otherwise; flags beat both.
      ...(resolvConf === undefined ? {} : { "resolv-conf": resolvConf }),
    },
    gate: isDeprecated(version)
      ? [{ name: "feature-gates", value: "DynamicKubeletConfig=true" }]
      : [],
  };
}
