import assert from "node:assert/strict";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import type { JoinPhase } from "../../../core/context.ts";
import type { AnyDiscoveryPlugin } from "../../../core/discovery/contract.ts";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import type { JoinError } from "../../../core/engine/errors.ts";
import type { Outcome } from "../../../core/engine/events.ts";
import type { Cluster } from "../../../core/engine/state.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createHost } from "../../../core/host/host.ts";
import { proxyFor } from "../../../core/host/proxy.ts";
import { join } from "../../../core/join.ts";
import { discovery } from "../../../phases/discovery.ts";
import { plugins } from "../../../plugins/manifest.ts";
import { everythingOf, failsWith } from "../../core/kit/errors.ts";
import { type Recorder, recorder } from "../../core/kit/events.ts";
import { type TemporaryRoot, temporaryRoot } from "../../core/kit/temporary_root.ts";

// Where it is set, it stands for the public roots of every root directory.
Deno.env.delete("SSL_CERT_FILE");

/** What surrounds a search: nothing of the machine that the test runs on. */
export interface Surroundings {
  flags: JoinFlags | ((root: TemporaryRoot) => JoinFlags);
  /** Files below the root. */
  files?: Record<string, string | { text: string; mode: number }>;
  /** HTTPS_PROXY and its like. */
  environment?: Record<string, string>;
  /** What names resolve to; `localhost` and addresses are themselves. */
  names?: Record<string, string[]>;
  /** The machine's public roots, PEM. */
  publicRoots?: string;
  clockAheadMs?: number;
  /** For the whole search, as Go writes it. */
  timeout?: string;
  /** In place of the built-in ones. */
  plugins?: readonly AnyDiscoveryPlugin[];
  signal?: AbortSignal;
  /** What may be in no event and no error. */
  secrets?: string[];
  withinMs?: number;
}

export interface Found {
  outcome: Outcome | undefined;
  /** What the next phase would get. */
  cluster: Cluster | undefined;
  error: unknown;
  record: Recorder;
  ms: number;
  /** By `performance.now()`. */
  endedAt: number;
  warnings: string;
}

/** A bootstrap token's secret and what it looks like elsewhere. */
const SECRETS = ["0123456789abcdef", "PRIVATE KEY-----"];

/** Runs the discovery phase on a real host. Nothing may be written, whatever comes of it. */
export async function find(surroundings: Surroundings): Promise<Found> {
  await using root = await temporaryRoot();
  await root.put("/etc/hostname", "n1\n");
  for (const [path, file] of Object.entries(surroundings.files ?? {})) {
    if (typeof file === "string") await root.put(path, file);
    else await root.put(path, file.text, file.mode);
  }
  const { publicRoots } = surroundings;
  if (publicRoots !== undefined) await root.put("/etc/ssl/certs/ca-certificates.crt", publicRoots);
  const before = await root.tree();
  const record = recorder();
  let cluster: Cluster | undefined;
  const probe: JoinPhase<"cluster"> = {
    name: "probe",
    summary: "looks at what was found",
    needs: ["cluster"],
    provides: [],
    changes: [],
    run(input) {
      cluster = input.cluster;
      return Promise.resolve({});
    },
  };
  let error: unknown;
  const began = performance.now();
  using host = await stranger(root, record, surroundings);
  const outcome = await join({
    phases: [discovery, probe],
    plugins: surroundings.plugins ?? plugins,
    flags: flagsOf(surroundings, root),
    host,
    resetHost: () => assert.fail("discovery changes nothing that could be taken back"),
    emit: record.emit,
    signal: surroundings.signal ?? new AbortController().signal,
  }).catch((thrown) => {
    error = thrown;
    return undefined;
  });
  const endedAt = performance.now();
  const ms = endedAt - began;
  assert.deepEqual(await root.tree(), before);
  const shown = JSON.stringify(record.events);
  for (const secret of [...SECRETS, ...surroundings.secrets ?? []]) {
    assert.ok(!shown.includes(secret), `"${secret}" is in an event: ${shown}`);
  }
  assert.ok(ms < (surroundings.withinMs ?? 2500), `${ms} ms`);
  const warnings = record.of("note").map(({ text, hint }) => `${text} (${hint})`).join("\n");
  return { outcome, cluster, error, record, ms, endedAt, warnings };
}

/** A search that has to find, however slow the machine is. */
export async function finds(surroundings: Surroundings): Promise<Found & { cluster: Cluster }> {
  const found = await find({ timeout: "8s", withinMs: 8000, ...surroundings });
  if (found.error !== undefined) throw found.error;
  assert.ok(found.cluster);
  return { ...found, cluster: found.cluster };
}

/** A search that has to end with this error, without a word of any secret. */
export async function refuses(
  code: ErrorCode,
  surroundings: Surroundings,
): Promise<Found & { error: JoinError }> {
  const found = await find(surroundings);
  const error = await failsWith(
    code,
    () => found.error === undefined ? found.outcome : Promise.reject(found.error),
  );
  const everything = everythingOf(error);
  for (const secret of [...SECRETS, ...surroundings.secrets ?? []]) {
    assert.ok(!everything.includes(secret), `"${secret}" is in the error: ${everything}`);
  }
  assert.ok(error.hint.length > 10);
  return { ...found, error };
}

async function stranger(
  root: TemporaryRoot,
  { emit }: Recorder,
  { environment = {}, names = {}, clockAheadMs = 0 }: Surroundings,
) {
  const clock = { ...createClock(), now: () => new Date(Date.now() + clockAheadMs) };
  const host = await createHost({
    root: root.path,
    dryRun: false,
    emit,
    version: "0.0.1",
    clock,
  });
  return {
    ...host,
    local: {
      ...host.local,
      proxyFor: (url: string) => proxyFor(url, (name) => environment[name]),
      resolve: (name: string) =>
        Promise.resolve(names[name] ?? (name === "localhost" ? ["127.0.0.1"] : [])),
    },
    [Symbol.dispose]: () => host[Symbol.dispose](),
  };
}

function flagsOf({ flags, timeout }: Surroundings, root: TemporaryRoot): JoinFlags {
  const given = typeof flags === "function" ? flags(root) : flags;
  return {
    nodeName: "n1",
    timeout: ["discovery=900ms"],
    ...given,
    ...(timeout === undefined ? {} : { timeout: [`discovery=${timeout}`] }),
  };
}
