import type { Outcome } from "../../core/engine/events.ts";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import { phases } from "../../phases/manifest.ts";
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from "../support/control_plane/mod.ts";
import { type Recorder, recorder } from "../core/kit/events.ts";
import { fakeServices, flagsFor, joining } from "../core/kit/joining.ts";
import { type TemporaryRoot, temporaryRoot } from "../core/kit/temporary_root.ts";

export interface Run {
  options?: ControlPlaneOptions;
  arrange?: (cluster: ControlPlane, root: TemporaryRoot) => unknown;
  meanwhile?: (cluster: ControlPlane) => unknown;
  flags?: JoinFlags;
  only?: string;
}

export async function machine(): Promise<TemporaryRoot> {
  const root = await temporaryRoot();
  await root.script("/usr/bin/kubelet", "echo Kubernetes v1.37.2");
  await Deno.mkdir(`${root.path}/var/lib/kubelet`, { recursive: true });
  return root;
}

export interface Bootstrapped {
  outcome: Outcome | undefined;
  error: unknown;
  record: Recorder;
  csrs: string[];
  tree: Record<string, string>;
}

/** A join up to the certificate: everything but preflight and the start of the kubelet. */
export async function bootstrap(
  root: TemporaryRoot,
  { options, arrange, meanwhile, flags, only }: Run,
): Promise<Bootstrapped> {
  await using cluster = await startControlPlane(options);
  await arrange?.(cluster, root);
  const record = recorder();
  const running = joining({
    root: root.path,
    phases,
    flags: flagsFor(cluster, {
      ...(only === undefined ? { skipPhases: ["preflight", "finalize"] } : {}),
      ...flags,
    }),
    services: fakeServices(),
    record,
    ...(only === undefined ? {} : { only }),
  });
  running.catch(() => {});
  await meanwhile?.(cluster);
  let error: unknown;
  const outcome = await running.catch((thrown) => {
    error = thrown;
    return undefined;
  });
  return {
    outcome,
    error,
    record,
    csrs: cluster.csrNames(),
    tree: await root.tree(),
  };
}
