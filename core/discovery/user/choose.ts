import type { PluginListing, WorkerConfiguration } from "../../config/worker_configuration.ts";
import { JoinError } from "../../engine/errors.ts";
import type { PluginFacts } from "../../engine/events.ts";
import { nearest } from "../../engine/nearest.ts";
import type { Host } from "../../host/types.ts";
import type { Proposal } from "../../trust/proposal.ts";
import type { ChosenPlugin, DiscoverContext } from "../contract.ts";
import { askForProposal, carry } from "./ask.ts";
import { findPlugin, languageOf, readPluginDirectory } from "./find.ts";
import { describePermissions } from "./permissions.ts";
import { readSection } from "./section.ts";

export interface UserPluginChoice {
  readonly configuration: WorkerConfiguration;
  /** As it is listed. */
  readonly name: string;
  /** `key=value`, values as YAML: over the section of the configuration file. */
  readonly options: readonly string[];
  /** In place of /etc/kubeworker/plugins. */
  readonly pluginDir?: string | undefined;
  readonly host: Pick<Host, "files" | "sandbox" | "clock">;
  /** A line of the plugin's log, cut to a sane length. */
  log?(line: string): void;
}

/**
 * The plugin of that name in the operator's list. It is looked at when it is asked to discover, right before
 * it runs.
 *
 * @throws JoinError `plugin-unlisted`, `usage`; its `discover` throws every `plugin-…`
 */
export function chooseUserPlugin(choice: UserPluginChoice): Promise<ChosenPlugin> {
  return Promise.try(() => choose(choice));
}

function choose(
  { configuration, name, options, pluginDir, host, log }: UserPluginChoice,
): ChosenPlugin {
  const listing = listingOf(name, configuration.plugins);
  const { plugin } = configuration.discovery;
  const section = readSection(options, plugin?.name === name ? plugin.section : {});
  const directory = readPluginDirectory(pluginDir);
  let facts: PluginFacts = {
    name,
    carrier: languageOf(listing.file) === undefined ? "executable" : "file",
    path: `${directory}/${listing.file}`,
  };

  async function discover(ctx: DiscoverContext): Promise<Proposal> {
    const found = await findPlugin(listing, directory, host);
    facts = { ...facts, sha256: found.sha256 };
    const timeoutMs = Math.min(ctx.timeoutMs, listing.timeoutMs);
    const bounds = { timeoutMs, signal: ctx.signal, log: (line: string) => log?.(line) };
    await using carrier = await carry(found, listing, { ...bounds, host });
    if (host.sandbox.privileged && carrier.fence === "permissions") {
      ctx.warn(
        `Plugin "${name}" runs as root, behind its permissions alone, since kubeworker runs from source`,
        "use a built kubeworker: it gives the plugin a user of its own",
      );
    }
    ctx.waiting(`plugin "${name}"`, "it has not answered yet");
    return await askForProposal(carrier, {
      name,
      granted: listing.permissions,
      section,
      timeoutMs,
      described({ version }, allowed) {
        facts = { ...facts, version, permissions: describePermissions(allowed) };
      },
    });
  }

  return { name, vouches: listing.permissions.vouch, discover, facts: () => facts };
}

function listingOf(name: string, plugins: WorkerConfiguration["plugins"]): PluginListing {
  const listing = plugins.get(name);
  if (listing !== undefined) return listing;
  const near = nearest(name, [...plugins.keys()]);
  const hint = near === undefined ? undefined : `did you mean "${near}"?`;
  throw new JoinError(
    "plugin-unlisted",
    `There is no plugin "${name}": it is neither built in nor listed in the configuration file`,
    hint === undefined ? {} : { hint },
  );
}
