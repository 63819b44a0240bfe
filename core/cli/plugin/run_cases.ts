import { askForProposal } from "../../discovery/user/ask.ts";
import type { Finding } from "../../discovery/user/conformance.ts";
import { JoinError } from "../../engine/errors.ts";
import type { Proposal } from "../../trust/proposal.ts";
import type { PluginCase } from "./cases.ts";
import type { PluginFile } from "./open_file.ts";
import { showProposal } from "./show_proposal.ts";

/** Runs one test of a plugin. */
export async function runCase(
  test: PluginCase,
  { name, file }: { name: string; file: PluginFile },
): Promise<Finding> {
  const check = `case "${test.name}"`;
  let outcome: Proposal | JoinError;
  try {
    await using carrier = await file.open();
    outcome = await askForProposal(carrier, {
      name,
      granted: test.grant,
      section: test.section,
      timeoutMs: file.timeoutMs,
    });
  } catch (error) {
    if (!(error instanceof JoinError) || error.code === "interrupted") throw error;
    outcome = error;
  }
  const why = differs(test, outcome);
  if (why === undefined) return { check, outcome: "passed" };
  const error = outcome instanceof JoinError ? { error: outcome } : {};
  return { check, outcome: "failed", why, ...error };
}

function differs(test: PluginCase, outcome: Proposal | JoinError): string | undefined {
  if (outcome instanceof JoinError) {
    const codes = [outcome.code, outcome.detail.pluginCode];
    if (test.error !== undefined && codes.includes(test.error)) return undefined;
    const wanted = test.error === undefined ? "a proposal" : `"${test.error}"`;
    return `expected ${wanted}, but it failed with "${
      outcome.detail.pluginCode ?? outcome.code
    }": ${outcome.message}`;
  }
  const shown = showProposal(outcome);
  if (test.error !== undefined) {
    return `expected "${test.error}", but it proposes ${JSON.stringify(shown)}`;
  }
  const off = Object.entries(test.proposal ?? {}).filter(([field, value]) =>
    canonical(value) !== canonical(Object(shown)[field])
  );
  if (off.length === 0) return undefined;
  return off.map(([field, value]) =>
    `expected ${field} ${JSON.stringify(value)}, got ${JSON.stringify(Object(shown)[field])}`
  ).join("; ");
}

/** JSON with the keys of every mapping in order. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(
    value,
    (_key, part) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => a < b ? -1 : 1))
        : part,
  );
}
