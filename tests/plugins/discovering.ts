import assert from "node:assert/strict";
import type { DiscoverContext } from "../../core/discovery/contract.ts";
import type { JoinError } from "../../core/engine/errors.ts";
import type { Claim } from "../../core/trust/claim.ts";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import { token } from "../../plugins/token.ts";
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from "../support/control_plane/mod.ts";
import { failsWith } from "../core/kit/errors.ts";
import { httpsClient } from "../core/kit/https.ts";
import { createClock } from "../../core/host/clock.ts";

/** What the plugin said while it worked. */
export interface Said {
  warnings: string[];
  waits: string[];
  firstWarningMs: number | undefined;
}

export interface Discovering {
  timeoutMs?: number;
  tokenId?: string;
  said?: Said;
}

export interface Discovered {
  claim: Claim;
  said: Said;
  tookMs: number;
}

function silence(): Said {
  return { warnings: [], waits: [], firstWarningMs: undefined };
}

/** Runs the plugin against a stand-in with a real client. */
export async function discover(
  cluster: ControlPlane,
  { timeoutMs = 2000, tokenId = "abcdef", said = silence() }: Discovering = {},
): Promise<Discovered> {
  using client = httpsClient(cluster);
  const clock = createClock();
  const began = clock.elapsedMs();
  const ctx: DiscoverContext = {
    signal: client.abort.signal,
    clock,
    timeoutMs,
    readUnverified: (url, because, timeoutMs) =>
      client.https.request({
        method: "GET",
        url,
        trust: { kind: "insecure", because },
        timeoutMs,
        maxBytes: 1 << 20,
        signal: client.abort.signal,
      }),
    waiting: (what, reason) => void said.waits.push(`${what}: ${reason}`),
    warn(text) {
      said.warnings.push(text);
      said.firstWarningMs ??= clock.elapsedMs() - began;
    },
  };
  const [host = "", port = ""] = cluster.endpoint.split(":");
  const section = { endpoint: { host, port: Number(port), text: cluster.endpoint }, tokenId };
  const claim = await token.discover(section, ctx);
  return { claim, said, tookMs: clock.elapsedMs() - began };
}

/** Discovery that has to end with this error, and within its time. */
export async function failing(
  code: ErrorCode,
  options: ControlPlaneOptions,
  more: Discovering & { arrange?: (cluster: ControlPlane) => unknown } = {},
): Promise<{ error: JoinError; said: Said }> {
  await using cluster = await startControlPlane(options);
  await more.arrange?.(cluster);
  const said = silence();
  const began = performance.now();
  const error = await failsWith(code, () => discover(cluster, { ...more, said }));
  const tookMs = performance.now() - began;
  assert.ok(tookMs < (more.timeoutMs ?? 2000) + 500, `${tookMs} ms`);
  return { error, said };
}
