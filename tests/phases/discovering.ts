import assert from "node:assert/strict";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import type { JoinError } from "../../core/engine/errors.ts";
import type { Outcome } from "../../core/engine/events.ts";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import { discovery } from "../../phases/discovery.ts";
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from "../support/control_plane/mod.ts";
import { everythingOf, failsWith } from "../core/kit/errors.ts";
import { type Recorder, recorder } from "../core/kit/events.ts";
import { flagsFor, joining } from "../core/kit/joining.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";

export interface Run {
  options?: ControlPlaneOptions;
  arrange?: (cluster: ControlPlane) => unknown;
  flags?: JoinFlags;
  clockAheadMs?: number;
}

export interface Discovered {
  outcome: Outcome | undefined;
  error: unknown;
  record: Recorder;
  cluster: ControlPlane;
}

/** Discovers a stand-in cluster; nothing may be written, whatever comes of it. */
export async function discover(
  { options, arrange, flags, clockAheadMs = 0 }: Run,
): Promise<Discovered> {
  await using cluster = await startControlPlane(options);
  await arrange?.(cluster);
  await using root = await temporaryRoot();
  await root.put("/etc/hostname", "n1\n");
  const before = await root.tree();
  const record = recorder();
  const began = performance.now();
  let error: unknown;
  const outcome = await joining({
    root: root.path,
    phases: [discovery],
    flags: flagsFor(cluster, flags),
    clockAheadMs,
    record,
  })
    .catch((thrown) => {
      error = thrown;
      return undefined;
    });
  const tookMs = performance.now() - began;
  assert.deepEqual(await root.tree(), before);
  assert.ok(tookMs < 2500, `${tookMs} ms`);
  return { outcome, error, record, cluster };
}

/** Discovery that has to be refused with this error, and without a word of the secret. */
export async function refused(
  code: ErrorCode,
  run: Run,
): Promise<Discovered & { error: JoinError }> {
  const result = await discover(run);
  const error = await failsWith(
    code,
    () => result.error === undefined ? result.outcome : Promise.reject(result.error),
  );
  assert.equal(error.phase, "discovery");
  assert.ok(error.hint.length > 10);
  assert.doesNotMatch(
    everythingOf(error) + JSON.stringify(result.record.events),
    /0123456789abcdef/,
  );
  return { ...result, error };
}
