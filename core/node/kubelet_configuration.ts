import { parse, stringify } from "yaml";
import { JoinError } from "../engine/errors.ts";

export interface Adaptation {
  /** Written in when the kubelet takes its socket from its configuration. */
  containerRuntimeEndpoint?: string | undefined;
  /** Written in unless the cluster's configuration has one. */
  resolvConf?: string | undefined;
}

/** A KubeletConfiguration that is ready to be written, and what of it others need. */
export interface AdaptedConfiguration {
  readonly text: string;
  readonly healthz: { readonly host: string; readonly port: number } | undefined;
}

/** The file that systemd-resolved keeps with the real name servers in it. */
export const RESOLVED_CONF = "/run/systemd/resolve/resolv.conf";

/**
 * Adapts the cluster's KubeletConfiguration to this node. Fields that we do not know are kept: they may be
 * newer than we are. Keys come out sorted, as kubeadm writes them.
 *
 * @throws JoinError `kubelet-config-malformed`
 */
export function adaptConfiguration(source: string, adaptation: Adaptation): AdaptedConfiguration {
  const config = read(source);
  if (adaptation.containerRuntimeEndpoint !== undefined) {
    config.containerRuntimeEndpoint = adaptation.containerRuntimeEndpoint;
  }
  if (adaptation.resolvConf !== undefined) config.resolvConf ??= adaptation.resolvConf;
  return {
    text: stringify(config, {
      compat: "yaml-1.1",
      lineWidth: 0,
      sortMapEntries: true,
      indentSeq: false,
    }),
    healthz: healthzOf(config),
  };
}

/** Where a kubelet with this configuration answers /healthz. @throws JoinError `kubelet-config-malformed` */
export function readHealthz(source: string): AdaptedConfiguration["healthz"] {
  return healthzOf(read(source));
}

function read(source: string): Record<string, unknown> {
  function fail(why: string, cause?: unknown): never {
    throw new JoinError(
      "kubelet-config-malformed",
      `Cannot use the kubelet's configuration: ${why}`,
      {
        cause,
      },
    );
  }
  let value: unknown;
  try {
    value = parse(source);
  } catch (cause) {
    fail("it is not YAML", cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail("it is empty");
  const config: Record<string, unknown> = { ...value };
  if (config.kind !== "KubeletConfiguration") fail(`its kind is "${String(config.kind)}"`);
  if (!String(config.apiVersion).startsWith("kubelet.config.k8s.io/")) {
    fail(`its apiVersion is "${String(config.apiVersion)}"`);
  }
  return config;
}

function healthzOf(config: Record<string, unknown>): AdaptedConfiguration["healthz"] {
  const port = typeof config.healthzPort === "number" ? config.healthzPort : 10248;
  const address = typeof config.healthzBindAddress === "string" ? config.healthzBindAddress : "";
  if (port === 0) return undefined;
  const host = address === "" || address === "0.0.0.0"
    ? "127.0.0.1"
    : address === "::"
    ? "::1"
    : address;
  return { host, port };
}
