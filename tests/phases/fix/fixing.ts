import type { JoinFlags } from "../../../core/config/join_flags.ts";
import type { EventBody, Problem } from "../../../core/engine/events.ts";
import type { Services } from "../../../core/host/types.ts";
import { preflight } from "../../../phases/preflight.ts";
import { type Recorder, recorder } from "../../core/kit/events.ts";
import { joining } from "../../core/kit/joining.ts";
import { fakeServices } from "../../core/kit/joining.ts";
import { type TemporaryRoot, temporaryRoot } from "../../core/kit/temporary_root.ts";

export interface Fixing {
  root: TemporaryRoot;
  fix: string[];
  services?: Services;
  flags?: JoinFlags;
}

export interface Fixed {
  /** "outcome check: reason" */
  fixes: string[];
  problems: Problem[];
  record: Recorder;
  failure: unknown;
}

/** Runs preflight with --fix on a directory that stands for a machine. */
export async function fixing({ root, fix, services, flags = {} }: Fixing): Promise<Fixed> {
  const record = recorder();
  let failure: unknown;
  await joining({
    root: root.path,
    phases: [preflight],
    flags: { nodeName: "localhost", fix, ...flags },
    services: services ?? fakeServices(),
    record,
  }).catch((error) => failure = error);
  const fixes = record.of("fix").map(describe);
  return { fixes, problems: record.of("problem"), record, failure };
}

function describe({ outcome, check, reason }: EventBody & { kind: "fix" }): string {
  return `${outcome} ${check}${reason === undefined ? "" : `: ${reason}`}`;
}

/** A machine with a kubelet and programs that note how they are called. */
export async function machine(version = "1.37.2"): Promise<TemporaryRoot> {
  const root = await temporaryRoot();
  await root.script("/usr/bin/kubelet", `echo Kubernetes v${version}`);
  for (const program of ["modprobe", "swapoff", "swapon"]) {
    await root.script(`/sbin/${program}`, `echo ${program} "$@" >> ${root.path}/asked`);
  }
  return root;
}

/** How the programs were called, in order. */
export async function asked(root: TemporaryRoot): Promise<string[]> {
  const text = await root.text("/asked").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}
