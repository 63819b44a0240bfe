import { stringify } from "yaml";
import { parseYaml } from "../kube/yaml.ts";
import { isIpAddress } from "../config/ip_address.ts";
import { JoinError } from "../engine/errors.ts";
import { PATHS } from "./paths.ts";
import type { Tolerance } from "./kubelet_demands.ts";
import type { JsonObject } from "./patches/json.ts";

export interface Adaptation {
  /** Changes that the operator wants; the kubelet's socket is not theirs to change. */
  patch?: ((configuration: JsonObject) => JsonObject) | undefined;
  /** Written in when the kubelet takes its socket from its configuration. */
  containerRuntimeEndpoint?: string | undefined;
  /** Written in unless the cluster's configuration has one. */
  resolvConf?: string | undefined;
  /** Where the CA is on this machine; written in where the cluster's configuration names the usual place. */
  caPath?: string | undefined;
  /** What another operating system than Linux wants otherwise; patches come after it. */
  system?: ((configuration: JsonObject) => JsonObject) | undefined;
}

/** What of a KubeletConfiguration others need. */
export interface ConfigurationFacts {
  readonly healthz: { readonly host: string; readonly port: number } | undefined;
  readonly tolerance: Tolerance;
  readonly cgroupDriver: string | undefined;
}

/** A KubeletConfiguration that is ready to be written. */
export interface AdaptedConfiguration extends ConfigurationFacts {
  readonly text: string;
  readonly configuration: JsonObject;
}

/** The file that systemd-resolved keeps with the real name servers in it. */
export const RESOLVED_CONF = "/run/systemd/resolve/resolv.conf";

/**
 * Adapts the cluster's KubeletConfiguration to this node. Fields that we do not know are kept: they may be
 * newer than we are. Keys come out sorted, as kubeadm writes them.
 *
 * @throws JoinError `kubelet-config-malformed`, `patch-failed`
 */
export function adaptConfiguration(source: string, adaptation: Adaptation): AdaptedConfiguration {
  const { patch, containerRuntimeEndpoint, resolvConf, caPath, system } = adaptation;
  const fetched = read(source);
  if (resolvConf !== undefined) fetched.resolvConf ??= resolvConf;
  if (caPath !== undefined) moveCa(fetched, caPath);
  const fitted = system === undefined ? fetched : system(fetched as JsonObject);
  const patched = patch === undefined ? fitted : patch(fitted as JsonObject);
  const configuration = {
    ...patched,
    ...(containerRuntimeEndpoint === undefined ? {} : { containerRuntimeEndpoint }),
  } as JsonObject;
  return { text: writeConfiguration(configuration), configuration, ...factsOf(configuration) };
}

/** As YAML, in the form that kubeadm gives it. */
export function writeConfiguration(configuration: JsonObject): string {
  return stringify(configuration, {
    compat: "yaml-1.1",
    lineWidth: 0,
    sortMapEntries: true,
    indentSeq: false,
  });
}

/** @throws JoinError `kubelet-config-malformed` */
export function factsOf(configuration: Record<string, unknown>): ConfigurationFacts {
  const { cgroupDriver } = configuration;
  return {
    healthz: healthzOf(configuration),
    cgroupDriver: typeof cgroupDriver === "string" ? cgroupDriver : undefined,
    tolerance: {
      failSwapOn: asBoolean(configuration.failSwapOn),
      failCgroupV1: asBoolean(configuration.failCgroupV1),
    },
  };
}

/**
 * A kubelet whose clientCAFile is not there does not start. kubeadm writes the CA elsewhere all the same, and
 * leaves this as it is.
 */
function moveCa(config: Record<string, unknown>, path: string): void {
  const authentication = Object(config.authentication);
  const x509 = Object(authentication.x509);
  if (x509.clientCAFile !== PATHS.ca) return;
  config.authentication = { ...authentication, x509: { ...x509, clientCAFile: path } };
}

/** Where a kubelet on this machine says whether it is healthy. */
export function healthzUrl({ host, port }: NonNullable<ConfigurationFacts["healthz"]>): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}/healthz`;
}

function asBoolean(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** @throws JoinError `kubelet-config-malformed` for what is no KubeletConfiguration */
export function readConfiguration(source: string): JsonObject {
  return read(source) as JsonObject;
}

function read(source: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseYaml(source, 256 << 10);
  } catch (cause) {
    fail("it cannot be read as YAML", cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail("it is empty");
  const config: Record<string, unknown> = { ...value };
  if (config.kind !== "KubeletConfiguration") fail(`its kind is "${String(config.kind)}"`);
  if (!String(config.apiVersion).startsWith("kubelet.config.k8s.io/")) {
    fail(`its apiVersion is "${String(config.apiVersion)}"`);
  }
  return config;
}

function fail(why: string, cause?: unknown): never {
  throw new JoinError(
    "kubelet-config-malformed",
    `Cannot use the kubelet's configuration: ${why}`,
    { cause },
  );
}

function healthzOf(config: Record<string, unknown>): AdaptedConfiguration["healthz"] {
  const { healthzPort: port = 10248, healthzBindAddress: address = "" } = config;
  if (port === 0) return undefined;
  if (typeof port !== "number" || !Number.isInteger(port) || port < 0 || port > 65535) {
    fail(`its healthzPort is ${JSON.stringify(port)}`);
  }
  // It becomes a URL that this machine asks: nothing but an address will do.
  if (typeof address !== "string" || (address !== "" && !isIpAddress(address))) {
    fail(`its healthzBindAddress is ${JSON.stringify(address)}`);
  }
  const host = address === "" || address === "0.0.0.0"
    ? "127.0.0.1"
    : address === "::"
    ? "::1"
    : address;
  return { host, port };
}
