import type { Node } from "./objects.ts";

/** One key of a ConfigMap that a kubelet follows; in a Node's status with the version that it has read. */
export interface ConfigSource {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** What a Node says of its kubelet's dynamic configuration. All of it is undefined where there is none. */
export interface ConfigSourceState {
  /** `spec.configSource`: what the kubelet is to follow. */
  readonly wanted: ConfigSource | undefined;
  /** What it has read and will use. */
  readonly assigned: ConfigSource | undefined;
  /** What it runs on; undefined: its local file. */
  readonly active: ConfigSource | undefined;
  /** What it falls back to when the assigned one is of no use; undefined: its local file. */
  readonly lastKnownGood: ConfigSource | undefined;
  /** Why it does not run on what it should, in its own words. */
  readonly error: string | undefined;
}

/** Since this version the API takes no uid in a Node's spec; before, it asks for one. */
const NO_UID_SINCE = 12;

/** Reads what a Node says: how a program that shows a node finds out what its kubelet runs on. */
export function readConfigSource({ spec, status }: Node): ConfigSourceState {
  const { assigned, active, lastKnownGood, error = "" } = status?.config ?? {};
  return {
    wanted: toSource(spec?.configSource),
    assigned: toSource(assigned),
    active: toSource(active),
    lastKnownGood: toSource(lastKnownGood),
    error: error === "" ? undefined : error,
  };
}

/** Whether two name the same key of the same ConfigMap, whatever version of it. */
export function isSameKey(one: ConfigSource | undefined, other: ConfigSource): boolean {
  if (one === undefined) return false;
  const reborn = one.uid !== undefined && other.uid !== undefined && one.uid !== other.uid;
  return !reborn && showSource(one) === showSource(other);
}

/** As `namespace/name/key`. */
export function showSource({ namespace, name, key }: ConfigSource): string {
  return `${namespace}/${name}/${key}`;
}

/** The merge patch that makes a Node's kubelet follow a ConfigMap, in the form of the API server's version. */
export function configSourcePatch(
  { namespace, name, key, uid }: ConfigSource,
  serverMinor: number,
): unknown {
  const configMap = { namespace, name, kubeletConfigKey: key };
  return {
    spec: {
      configSource: { configMap: serverMinor < NO_UID_SINCE ? { ...configMap, uid } : configMap },
    },
  };
}

/** The command by which a person sends that patch. */
export function patchLine(nodeName: string, patch: unknown): string {
  return `kubectl patch node ${nodeName} --type=merge -p '${JSON.stringify(patch)}'`;
}

function toSource(
  source: NonNullable<Node["spec"]>["configSource"],
): ConfigSource | undefined {
  const { namespace, name, kubeletConfigKey: key, uid, resourceVersion } = source?.configMap ?? {};
  if (namespace === undefined || name === undefined || key === undefined) return undefined;
  return { namespace, name, key, uid, resourceVersion };
}
