import type { PluginListing } from "../../config/worker_configuration.ts";
import type { Host } from "../../host/types.ts";
import type { Proposal } from "../../trust/proposal.ts";
import type { Carrier } from "./carrier.ts";
import type { FoundPlugin } from "./find.ts";
import { type PluginMetadata, readMetadata } from "./metadata.ts";
import { intersect } from "./permissions.ts";
import { readProposal } from "./proposal_form.ts";

/** What bounds a plugin, and where its log goes. */
export interface Bounds {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  log(line: string): void;
}

/** A plugin, ready to be asked. */
export async function carry(
  found: FoundPlugin,
  { name, memoryBytes }: Pick<PluginListing, "name" | "memoryBytes">,
  { host, ...bounds }: Bounds & { host: Pick<Host, "sandbox" | "clock"> },
): Promise<Carrier> {
  const { sandbox, clock } = host;
  const limits = { ...bounds, what: `plugin "${name}"`, memoryBytes };
  if (found.kind === "file") {
    const { carryFile } = await import("./file_carrier.ts");
    return await carryFile(found.module, sandbox, limits);
  }
  const { carryExecutable } = await import("./executable_carrier.ts");
  return carryExecutable(found.path, sandbox, { ...limits, elapsedMs: () => clock.elapsedMs() });
}

export interface Question {
  readonly name: string;
  readonly granted: PluginListing["permissions"];
  readonly section: unknown;
  readonly timeoutMs: number;
  /** Before anything is granted. */
  described?(metadata: PluginMetadata, allowed: PluginMetadata["permissions"]): void;
}

/**
 * Asks a plugin for its proposal: what it says about itself, whether the section fits, whether it asks for
 * no more than is granted; only then to discover.
 *
 * @throws JoinError `plugin-malformed`, `plugin-section-invalid`, `plugin-forbidden`, and what the carrier
 * throws
 */
export async function askForProposal(carrier: Carrier, question: Question): Promise<Proposal> {
  const { name, granted, section, timeoutMs } = question;
  const metadata = readMetadata(await carrier.status(), name);
  const { checkSection } = await import("./section_schema.ts");
  checkSection(metadata, section);
  const allowed = intersect(name, metadata.permissions, granted);
  question.described?.(metadata, allowed);
  const { net, read } = allowed;
  const permissions = { net, read, grants: granted.read };
  const value = await carrier.discover(section, { permissions, timeoutMs });
  return readProposal(value, { name, mayVouch: allowed.vouch });
}
