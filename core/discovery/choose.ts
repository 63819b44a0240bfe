import type { JoinFlags } from "../config/join_flags.ts";
import type { WorkerConfiguration } from "../config/worker_configuration.ts";
import { JoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import type { Host } from "../host/types.ts";
import { discoverySource } from "./source.ts";
import { type AnyDiscoveryPlugin, choosePlugin, type ChosenPlugin } from "./contract.ts";
import { refuseNamesakes } from "./namesakes.ts";

/** What the choice depends on, beside the flags. */
export interface ChoosingContext {
  readonly configuration: WorkerConfiguration;
  readonly host: Host;
  /** Hears what a user's plugin logs. */
  readonly emit: Emit;
}

/**
 * The one way to find the cluster that was asked for. kubeadm, too, refuses two.
 *
 * @returns undefined if none was asked for
 * @throws JoinError `discovery-conflict`, `config-malformed`, and whatever is wrong with the plugin's section
 */
export async function chooseDiscovery(
  plugins: readonly AnyDiscoveryPlugin[],
  flags: JoinFlags,
  { configuration, host, emit }: ChoosingContext,
): Promise<ChosenPlugin | undefined> {
  refuseConflicts(flags);
  refuseNamesakes(plugins.map((plugin) => plugin.name), configuration);
  const { discoveryPlugin: name } = flags;
  if (name === undefined) return choosePlugin(plugins, flags);
  const { chooseUserPlugin } = await import("./user/choose.ts");
  return await chooseUserPlugin({
    configuration,
    name,
    options: flags.discoveryPluginOption ?? [],
    pluginDir: flags.pluginDir,
    host,
    log: (text) => emit({ kind: "plugin-log", plugin: name, text }),
  });
}

function refuseConflicts(flags: JoinFlags): void {
  const { endpoints = [], discoveryFile, discoveryPlugin, discoveryToken } = flags;
  const ways = [
    ...(endpoints.length > 0 ? [`the server ${endpoints[0]}`] : []),
    ...(discoveryFile === undefined ? [] : ["--discovery-file"]),
    ...(discoveryPlugin === undefined ? [] : ["--discovery-plugin"]),
  ];
  const [first, second] = ways;
  if (second !== undefined) {
    throw new JoinError(
      "discovery-conflict",
      `Both ${first} and ${second} say where the cluster is`,
    );
  }
  if (discoveryFile !== undefined && discoveryToken !== undefined) {
    throw new JoinError(
      "discovery-conflict",
      "Both --discovery-file and --discovery-token say how to find the cluster",
      { hint: "with --discovery-file, give the token as --tls-bootstrap-token" },
    );
  }
  const source = discoverySource(flags);
  if (source?.kind !== "url" && (flags.discoveryFileCa ?? flags.discoveryFileOtherHosts)) {
    throw new JoinError(
      "discovery-conflict",
      "--discovery-file-ca and --discovery-file-other-hosts are for a file that is downloaded",
      { hint: "name an https:// URL with --discovery-file, or leave them out" },
    );
  }
  if (discoveryPlugin === undefined && (flags.discoveryPluginOption ?? []).length > 0) {
    throw new JoinError(
      "discovery-conflict",
      "--discovery-plugin-option was given without a plugin",
      {
        hint: "name it with --discovery-plugin",
      },
    );
  }
}
