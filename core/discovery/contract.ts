import type { JoinFlags } from "../config/join_flags.ts";
import type { PluginFacts } from "../engine/events.ts";
import type { HttpsResponse, Inputs } from "../host/types.ts";
import type { Proposal } from "../trust/proposal.ts";

/** The version of the contract that plugins of users speak. */
export const DISCOVERY_API_VERSION = "discovery.kubeworker.dev/v1";

/** What a built-in discovery plugin may do: look, read without credentials, wait, and say what it waits for. */
export interface DiscoverContext {
  readonly signal: AbortSignal;
  readonly clock: {
    elapsedMs(): number;
    sleep(ms: number, signal: AbortSignal): Promise<void>;
  };
  /** For how long in all, in ms. */
  readonly timeoutMs: number;
  /** The operator gave a token for the certificate request: other credentials are not needed. */
  readonly hasBootstrapToken: boolean;
  /** GET without any credential, through the environment's proxy. At most 1 MiB; redirects are answers. */
  download(url: string, options: DownloadOptions): Promise<HttpsResponse>;
  /** A file of this machine that the operator has named. */
  readonly inputs: Inputs;
  /** Runs a credential plugin, and gives its standard output. @throws JoinError `command-failed` */
  runCredentialPlugin(command: CredentialCommand): Promise<string>;
  waiting(what: string, reason: string): void;
  warn(text: string, hint: string): void;
}

export interface DownloadOptions {
  /** By what the server is verified: these roots, the machine's own, or nothing but the content's digest. */
  readonly roots: "system" | "digest" | { readonly pem: string };
  readonly timeoutMs: number;
}

/** The `exec` section of a kubeconfig's user. */
export interface CredentialCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A way to find a cluster. It brings home a proposal; `core/trust` decides. It gets its own section of the
 * configuration and a narrow context.
 */
export interface DiscoveryPlugin<Section> {
  readonly name: string;
  readonly summary: string;
  /** Whether its proposals may be believed by where they come from; else a token and pins are needed. */
  readonly vouches: boolean;
  /** Its section, if the flags ask for this plugin. */
  fromFlags(flags: JoinFlags): Section | undefined;
  discover(section: Section, ctx: DiscoverContext): Promise<Proposal>;
}

/** A plugin of any section: what the manifest lists. */
export type AnyDiscoveryPlugin = DiscoveryPlugin<unknown>;

/** A plugin together with the section that was made for it. */
export interface ChosenPlugin {
  readonly name: string;
  /** See `DiscoveryPlugin`. A user's plugin may, until it has said that it does not. */
  readonly vouches: boolean;
  discover(ctx: DiscoverContext): Promise<Proposal>;
  /** Known in full once `discover` has returned. */
  facts(): PluginFacts;
}

/** The first built-in plugin that the flags ask for. */
export function choosePlugin(
  plugins: readonly AnyDiscoveryPlugin[],
  flags: JoinFlags,
): ChosenPlugin | undefined {
  for (const plugin of plugins) {
    const section = plugin.fromFlags(flags);
    if (section !== undefined) {
      return {
        name: plugin.name,
        vouches: plugin.vouches,
        discover: (ctx) => plugin.discover(section, ctx),
        facts: () => ({ name: plugin.name, carrier: "built-in" }),
      };
    }
  }
  return undefined;
}
