import assert from "node:assert/strict";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import { readJoinOptions } from "../../core/config/join_options.ts";
import { choosePlugin } from "../../core/discovery/contract.ts";
import { pluginContext } from "../../core/discovery/plugin_context.ts";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import type { JoinError } from "../../core/engine/errors.ts";
import { createClock } from "../../core/host/clock.ts";
import { createHost } from "../../core/host/host.ts";
import { proxyFor } from "../../core/host/proxy.ts";
import type { Proposal } from "../../core/trust/proposal.ts";
import { plugins } from "../../plugins/manifest.ts";
import { everythingOf, failsWith } from "../core/kit/errors.ts";
import { type Recorder, recorder } from "../core/kit/events.ts";
import { type TemporaryRoot, temporaryRoot } from "../core/kit/temporary_root.ts";

// Where it is set, it stands for the public roots of every root directory.
Deno.env.delete("SSL_CERT_FILE");

/** What a plugin is asked with, and what is on its machine. */
export interface Asking {
  flags: JoinFlags | ((root: TemporaryRoot) => JoinFlags);
  arrange?: (root: TemporaryRoot) => Promise<void>;
  /** The machine's public roots, PEM. */
  publicRoots?: string;
  environment?: Record<string, string>;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** What may be in no event and no error. */
  secrets?: readonly string[];
}

export interface Proposed {
  proposal: Proposal | undefined;
  error: unknown;
  record: Recorder;
  warnings: string;
  ms: number;
}

async function ask(asking: Asking): Promise<Proposed> {
  await using root = await temporaryRoot();
  await asking.arrange?.(root);
  const { publicRoots, environment = {}, timeoutMs = 900 } = asking;
  if (publicRoots !== undefined) await root.put("/etc/ssl/certs/ca-certificates.crt", publicRoots);
  const flags = typeof asking.flags === "function" ? asking.flags(root) : asking.flags;
  const record = recorder();
  const { emit } = record;
  const clock = createClock();
  using host = await createHost({ root: root.path, dryRun: false, emit, version: "0.0.1", clock });
  const options = readJoinOptions({ timeout: [`discovery=${timeoutMs}ms`], ...flags }, "n1");
  const signal = asking.signal ?? new AbortController().signal;
  const plugin = choosePlugin(plugins, flags);
  assert.ok(plugin);
  const local = {
    ...host.local,
    proxyFor: (url: string) => proxyFor(url, (name) => environment[name]),
  };
  const ctx = pluginContext({
    host: { ...host, local },
    clock,
    options,
    emit,
    signal,
  });
  let error: unknown;
  const began = performance.now();
  const proposal = await plugin.discover(ctx).catch((thrown) => {
    error = thrown;
    return undefined;
  });
  const ms = performance.now() - began;
  for (const secret of asking.secrets ?? []) {
    const shown = JSON.stringify(record.events) + Deno.inspect(proposal, { depth: 9 });
    assert.ok(!shown.includes(secret), `"${secret}" is in an event or a printed proposal`);
  }
  const warnings = record.of("note").map(({ text, hint }) => `${text} (${hint})`).join("\n");
  return { proposal, error, record, warnings, ms };
}

/** A plugin that has to bring a proposal. */
export async function proposes(asking: Asking): Promise<Proposed & { proposal: Proposal }> {
  const proposed = await ask(asking);
  if (proposed.proposal === undefined) throw proposed.error;
  return { ...proposed, proposal: proposed.proposal };
}

/** A plugin that has to fail with this error, without a word of any secret. */
export async function declines(
  code: ErrorCode,
  asking: Asking,
): Promise<Proposed & { error: JoinError }> {
  const proposed = await ask(asking);
  const error = await failsWith(
    code,
    () => proposed.error === undefined ? proposed.proposal : Promise.reject(proposed.error),
  );
  const everything = everythingOf(error);
  for (const secret of asking.secrets ?? []) {
    assert.ok(!everything.includes(secret), `"${secret}" is in the error: ${everything}`);
  }
  assert.ok(error.hint.length > 10);
  return { ...proposed, error };
}
