import { createHash } from "node:crypto";
import type {
  PluginListing,
  WorkerConfiguration,
} from "../../../core/config/worker_configuration.ts";
import type { DiscoverContext } from "../../../core/discovery/contract.ts";
import { chooseUserPlugin } from "../../../core/discovery/user/choose.ts";
import type { PluginFacts } from "../../../core/engine/events.ts";
import { createHost } from "../../../core/host/host.ts";
import type { Host } from "../../../core/host/types.ts";
import type { Proposal } from "../../../core/trust/proposal.ts";
import { type TemporaryRoot, temporaryRoot } from "../../core/kit/temporary_root.ts";

export const DIRECTORY = "/etc/kubeworker/plugins";

/** A machine with a plugin directory, that other users may enter. */
export interface PluginWorld extends AsyncDisposable {
  readonly root: TemporaryRoot;
  readonly host: Host;
  /** Of the processes that modules have had. */
  readonly pids: readonly number[];
  /** Puts a plugin's file there and gives its listing. */
  put(file: string, text: string, changes?: Partial<PluginListing>): Promise<PluginListing>;
  /** Asks it as a join does. */
  discover(listing: PluginListing, asking?: Asking): Promise<Discovered>;
}

export interface Asking {
  readonly options?: readonly string[];
  readonly section?: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Where its log goes, also when it fails. */
  readonly log?: string[];
}

export interface Discovered {
  readonly proposal: Proposal;
  readonly facts: PluginFacts;
}

export async function pluginWorld(): Promise<PluginWorld> {
  const root = await temporaryRoot();
  await Deno.chmod(root.path, 0o755);
  await Deno.mkdir(root.path + DIRECTORY, { recursive: true });
  for (const path of ["/etc", "/etc/kubeworker", DIRECTORY]) {
    await Deno.chmod(root.path + path, 0o755);
  }
  const owned = await createHost({ root: root.path, dryRun: true, emit: () => {}, version: "0" });
  const pids: number[] = [];
  const host: Host = {
    ...owned,
    sandbox: {
      ...owned.sandbox,
      async open(module, limits) {
        const child = await owned.sandbox.open(module, limits);
        pids.push(child.pid);
        return child;
      },
    },
  };

  return {
    root,
    host,
    pids,
    async put(file, text, changes = {}) {
      await root.put(`${DIRECTORY}/${file}`, text, file.includes(".") ? 0o644 : 0o755);
      return {
        name: "trial",
        file,
        sha256: createHash("sha256").update(text).digest("hex"),
        permissions: { net: [], read: [], vouch: false },
        timeoutMs: 10_000,
        memoryBytes: 256 << 20,
        ...changes,
      };
    },
    async discover(listing, { options = [], section = {}, timeoutMs = 20_000, signal, log } = {}) {
      const configuration: WorkerConfiguration = {
        discovery: { plugin: { name: listing.name, section } },
        plugins: new Map([[listing.name, listing]]),
      };
      const { name } = listing;
      const chosen = await chooseUserPlugin({
        configuration,
        name,
        options,
        host,
        log: (line) => void log?.push(line),
      });
      const proposal = await chosen.discover(context(host, timeoutMs, signal));
      return { proposal, facts: chosen.facts() };
    },
    async [Symbol.asyncDispose]() {
      owned[Symbol.dispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}

function context(host: Host, timeoutMs: number, signal?: AbortSignal): DiscoverContext {
  function refuse(): never {
    throw new Error("a user's plugin has no use for this");
  }
  return {
    signal: signal ?? new AbortController().signal,
    clock: host.clock,
    timeoutMs,
    hasBootstrapToken: true,
    download: refuse,
    inputs: { read: refuse } as unknown as DiscoverContext["inputs"],
    runCredentialPlugin: refuse,
    waiting: () => {},
    warn: () => {},
  };
}
