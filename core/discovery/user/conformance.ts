import type { PluginListing } from "../../config/worker_configuration.ts";
import { JoinError } from "../../engine/errors.ts";
import type { Proposal } from "../../trust/proposal.ts";
import { DISCOVERY_API_VERSION } from "../contract.ts";
import type { Carrier } from "./carrier.ts";
import { checkForm } from "./form.ts";
import { type PluginMetadata, readMetadata } from "./metadata.ts";
import { intersect } from "./permissions.ts";
import { readProposal } from "./proposal_form.ts";
import * as z from "zod/mini";

/** A plugin to be examined. */
export interface Examined {
  /** What it has to call itself; undefined: whatever it does. */
  readonly name?: string | undefined;
  readonly section: unknown;
  readonly granted: PluginListing["permissions"];
  readonly timeoutMs: number;
  /** The plugin, started anew. */
  open(): Promise<Carrier>;
}

/** What one check came to. */
export interface Finding {
  readonly check: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly why?: string;
  /** Why it failed, for whoever shows it in full. */
  readonly error?: JoinError;
}

export interface Examination {
  readonly findings: readonly Finding[];
  readonly metadata?: PluginMetadata;
  /** What it proposed for the section. */
  readonly proposal?: Proposal;
  /** Or why it proposed nothing, in its own words: that keeps the contract, too. */
  readonly refusal?: JoinError;
}

const VERSIONS = z.strictObject({
  apiVersion: z.literal(DISCOVERY_API_VERSION),
  versions: z.array(z.string()),
});

/**
 * Examines whether a plugin keeps the contract, by whatever carrier it comes. A check that depends on one
 * that failed is skipped.
 *
 * @throws JoinError `interrupted` and what else is no fault of the plugin
 */
export async function examine(examined: Examined): Promise<Examination> {
  const { name, section, granted, timeoutMs } = examined;
  const findings: Finding[] = [];
  async function check<T>(text: string, action: () => Promise<T>): Promise<T | undefined> {
    try {
      const value = await action();
      findings.push({ check: text, outcome: "passed" });
      return value;
    } catch (error) {
      if (!(error instanceof JoinError) || !isPluginsFault(error)) throw error;
      findings.push({ check: text, outcome: "failed", why: error.message, error });
      return undefined;
    }
  }
  function skip(text: string, why: string): void {
    findings.push({ check: text, outcome: "skipped", why });
  }

  const described = await check("describes itself", async () => {
    await using carrier = await examined.open();
    return { raw: await carrier.status(), versions: await versionsOf(carrier) };
  });
  const metadata = described &&
    await check(
      "its description has the form of the contract",
      () => Promise.try(() => readMetadata(described.raw, name)),
    );
  if (described === undefined || metadata === undefined) return { findings };
  if (described.versions !== undefined) {
    await check(
      "names the versions that it speaks",
      () => Promise.try(() => readVersions(described.versions)),
    );
  }
  const { checkSchema, checkSection } = await import("./section_schema.ts");
  await check("its schema can be used", () => Promise.try(() => checkSchema(metadata)));
  const fits = await check(
    "the options given fit its schema",
    () => Promise.try(() => checkSection(metadata, section)).then(() => true),
  );
  const allowed = await check(
    "asks for no more than is granted",
    () => Promise.try(() => intersect(metadata.name, metadata.permissions, granted)),
  );
  const last = "proposes servers, or says in its own words why not";
  if (fits === undefined || allowed === undefined) {
    skip(last, "what it needs is missing");
    return { findings, metadata };
  }
  const outcome = await check(last, async (): Promise<Proposal | JoinError> => {
    await using carrier = await examined.open();
    // As in a join: the same process describes itself and discovers.
    const again = readMetadata(await carrier.status(), metadata.name);
    if (JSON.stringify(again) !== JSON.stringify(metadata)) {
      throw new JoinError("plugin-malformed", "It describes itself in another way each time");
    }
    const permissions = { net: allowed.net, read: allowed.read, grants: granted.read };
    try {
      const value = await carrier.discover(section, { permissions, timeoutMs });
      return readProposal(value, { name: metadata.name, mayVouch: allowed.vouch });
    } catch (error) {
      if (!(error instanceof JoinError) || error.detail.pluginCode === undefined) throw error;
      return error;
    }
  });
  if (outcome instanceof JoinError) return { findings, metadata, refusal: outcome };
  return { findings, metadata, ...(outcome === undefined ? {} : { proposal: outcome }) };
}

async function versionsOf(carrier: Carrier): Promise<unknown> {
  return await carrier.versions?.();
}

function readVersions(value: unknown): void {
  const { versions } = checkForm(VERSIONS, value, { what: "its versions", fields: ["versions"] });
  if (versions.includes(DISCOVERY_API_VERSION)) return;
  throw new JoinError(
    "plugin-malformed",
    `Its versions are ${versions.join(", ")}, without "${DISCOVERY_API_VERSION}"`,
  );
}

function isPluginsFault({ code }: JoinError): boolean {
  return code.startsWith("plugin-") && code !== "plugin-unconfined";
}
