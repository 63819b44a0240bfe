import type { JoinFlags } from "../config/join_flags.ts";
import type { HttpsResponse } from "../host/types.ts";
import type { Claim } from "../trust/claim.ts";

/** What a discovery plugin may do: read without credentials, wait, and say what it waits for. */
export interface DiscoverContext {
  readonly signal: AbortSignal;
  readonly clock: { elapsedMs(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
  /** For how long in all, in ms. */
  readonly timeoutMs: number;
  /** GET without any credential from a server that nobody has verified. At most 1 MiB. */
  readUnverified(url: string, because: string, timeoutMs: number): Promise<HttpsResponse>;
  waiting(what: string, reason: string): void;
  warn(text: string, hint: string): void;
}

/**
 * A way to find a cluster. It brings home a claim; `core/trust` decides. It gets its own section of the
 * configuration and a narrow context: no files, no processes, no secret.
 */
export interface DiscoveryPlugin<Section> {
  readonly name: string;
  readonly summary: string;
  /** Its section, if the flags ask for this plugin. */
  fromFlags(flags: JoinFlags): Section | undefined;
  discover(section: Section, ctx: DiscoverContext): Promise<Claim>;
}

/** A plugin of any section: what the manifest lists. */
export type AnyDiscoveryPlugin = DiscoveryPlugin<unknown>;

/** A plugin together with the section that was made for it. */
export interface ChosenPlugin {
  readonly name: string;
  discover(ctx: DiscoverContext): Promise<Claim>;
}

/** The first plugin that the flags ask for. */
export function choosePlugin(
  plugins: readonly AnyDiscoveryPlugin[],
  flags: JoinFlags,
): ChosenPlugin | undefined {
  for (const plugin of plugins) {
    const section = plugin.fromFlags(flags);
    if (section !== undefined) {
      return { name: plugin.name, discover: (ctx) => plugin.discover(section, ctx) };
    }
  }
  return undefined;
}
