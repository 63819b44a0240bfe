import { JoinError } from "../engine/errors.ts";
import type { HookPlace } from "../engine/facts.ts";
import type { Host } from "../host/types.ts";
import type { JsonObject } from "../node/patches/json.ts";
import type { KubeletPatch } from "../node/patches/patch.ts";
import { doubtAbout } from "./root_only.ts";

/** Where the operator keeps what does not fit into flags. */
export const CONFIGURATION_PATH = "/etc/kubeworker/config.yaml";

/** What an operator has configured; every flag wins over it. */
export interface WorkerConfiguration {
  readonly discovery: {
    /** HOST:PORT of API servers. */
    readonly endpoints?: readonly string[] | undefined;
    /** Path of the cluster's CA, as `--discovery-ca`. */
    readonly ca?: string | undefined;
    /** Path of a file that holds the bootstrap token, where no flag gives one. */
    readonly tokenFile?: string | undefined;
    readonly file?: DiscoveryFile | undefined;
    readonly plugin?: { readonly name: string; readonly section: PluginSection } | undefined;
  };
  /** As `--approve-with` and `--approve-with-exec`. */
  readonly approveWith?: ApprovalSection | undefined;
  /** What the Node is to be. */
  readonly node?: NodeSection | undefined;
  readonly kubelet?: KubeletSection | undefined;
  readonly kubeletDynamicConfig?: DynamicConfigSection | undefined;
  /** As `--on-failure`. */
  readonly onFailure?: "keep" | "rollback" | undefined;
  /** As `--wait`. */
  readonly wait?: "none" | "registered" | "ready" | undefined;
  /** As `--timeout`, by name. */
  readonly timeouts?: Readonly<Record<string, string>> | undefined;
  readonly hooks?: HookList | undefined;
  /** The plugins that may run, by their names. */
  readonly plugins: ReadonlyMap<string, PluginListing>;
}

export interface ApprovalSection {
  /** Path of a kubeconfig. */
  readonly kubeconfig: string;
  readonly exec?: string | undefined;
}

/** As `--node-name`, `--labels`, `--taints` and `--node-ip`. */
export interface NodeSection {
  readonly name?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly taints?: readonly string[] | undefined;
  readonly ip?: string | undefined;
}

/** What is changed in the kubelet's configuration. */
export interface KubeletSection {
  /** As `--patches`. */
  readonly patchDirectory?: string;
  /** Those that stand in the file itself. */
  readonly patches?: readonly KubeletPatch[];
  /** As `--kubelet-config-dir`. */
  readonly configDirectory?: string;
  /** KubeletConfigurations that are written there, by the files' names. */
  readonly dropIns?: Readonly<Record<string, JsonObject>>;
}

/** As `--feature-gates=DynamicKubeletConfig=…`, `--dynamic-config-map` and `--config-source-kubeconfig`. */
export interface DynamicConfigSection {
  readonly enabled: boolean;
  readonly configMap?: string | undefined;
  readonly kubeconfig?: string | undefined;
}

/** Programs of the operator's, by the place of the join at which they run. */
export type HookList = Readonly<Partial<Record<HookPlace, readonly Hook[] | undefined>>>;

export interface Hook {
  /** The program's absolute path, and its arguments. */
  readonly command: readonly [path: string, ...args: string[]];
  readonly timeoutMs: number;
}

/** As `--discovery-file` and its companions. */
export interface DiscoveryFile {
  readonly kubeConfigPath: string;
  readonly ca?: string | undefined;
  readonly otherHosts: boolean;
  readonly exec?: string | undefined;
}

export type PluginSection = Readonly<Record<string, unknown>>;

/** A plugin that the operator lets run, and what it may do. */
export interface PluginListing {
  readonly name: string;
  /** In the plugin directory. */
  readonly file: string;
  /** In hex. */
  readonly sha256: string;
  readonly permissions: {
    readonly net: readonly string[];
    readonly read: readonly string[];
    readonly vouch: boolean;
  };
  readonly timeoutMs: number;
  readonly memoryBytes: number;
}

const EMPTY: WorkerConfiguration = { discovery: {}, plugins: new Map() };

/**
 * Reads the configuration file. Without one, nothing is configured, and nothing heavy is loaded.
 *
 * @throws JoinError `config-unsafe`, `config-malformed`, `file-failed`
 */
export async function readWorkerConfiguration(
  host: Pick<Host, "files" | "sandbox">,
): Promise<WorkerConfiguration> {
  const path = CONFIGURATION_PATH;
  if (await host.files.stat(path) === undefined) return EMPTY;
  const doubt = await doubtAbout(path, host);
  if (doubt !== undefined) throw new JoinError("config-unsafe", `Cannot use ${path}: ${doubt}`);
  const text = await host.files.read(path) ?? "";
  const { parseWorkerConfiguration } = await import("./worker_configuration_text.ts");
  return parseWorkerConfiguration(text, path);
}
