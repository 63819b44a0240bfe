import assert from "node:assert/strict";
import { CLUSTER_INFO_PATH } from "../../../core/discovery/cluster_info.ts";
import {
  type FoundClusterInfo,
  readSignedClusterInfo,
} from "../../../core/discovery/signed_cluster_info.ts";
import type { JoinError } from "../../../core/engine/errors.ts";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from "../../support/control_plane/mod.ts";
import { failsWith } from "../kit/errors.ts";
import { httpsClient } from "../kit/https.ts";
import { createClock } from "../../../core/host/clock.ts";

/** What was said meanwhile. */
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
  info: FoundClusterInfo;
  said: Said;
  tookMs: number;
}

function silence(): Said {
  return { warnings: [], waits: [], firstWarningMs: undefined };
}

/** Reads from a stand-in with a real client. */
export async function discover(
  cluster: ControlPlane,
  { timeoutMs = 2000, tokenId = "abcdef", said = silence() }: Discovering = {},
): Promise<Discovered> {
  using client = httpsClient(cluster);
  const clock = createClock();
  const began = clock.elapsedMs();
  const ctx = {
    source: "the discovery file",
    https: client.https,
    signal: client.abort.signal,
    clock,
    timeoutMs,
    waiting: (what: string, reason: string) => void said.waits.push(`${what}: ${reason}`),
    warn(text: string) {
      said.warnings.push(text);
      said.firstWarningMs ??= clock.elapsedMs() - began;
    },
  };
  const info = await readSignedClusterInfo(
    (timeoutMs) => client.https.request(client.insecure(CLUSTER_INFO_PATH, { timeoutMs })),
    tokenId,
    cluster.endpoint,
    ctx,
  );
  return { info, said, tookMs: clock.elapsedMs() - began };
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
