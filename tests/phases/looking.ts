import assert from "node:assert/strict";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import type { Problem } from "../../core/engine/events.ts";
import type { Services } from "../../core/host/types.ts";
import { preflight } from "../../phases/preflight.ts";
import {
  type ContainerRuntimeOptions,
  startContainerRuntime,
} from "../support/container_runtime.ts";
import { recorder } from "../core/kit/events.ts";
import { fakeServices, joining } from "../core/kit/joining.ts";
import { type TemporaryRoot, temporaryRoot } from "../core/kit/temporary_root.ts";

const SOCKET = "/var/run/containerd/containerd.sock";

export interface Case {
  flags?: JoinFlags;
  services?: Services;
  /** False: none answers. */
  runtime?: boolean | Omit<ContainerRuntimeOptions, "path">;
  arrange?: (root: TemporaryRoot) => unknown;
}

export interface Look {
  /** "LEVEL check: text", without the port: that is the real machine's. */
  lines: string[];
  found: Problem[];
  failure: unknown;
}

/** Runs preflight on a machine that is fine but for what the case says. */
export async function look(
  { flags = {}, services = fakeServices(), runtime = true, arrange = () => {} }: Case,
): Promise<Look> {
  await using root = await temporaryRoot();
  await root.script("/usr/bin/kubelet", "echo Kubernetes v1.37.2");
  await root.put("/proc/sys/net/ipv4/ip_forward", "1\n");
  await root.put("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
  await Deno.mkdir(`${root.path}/var/run/containerd`, { recursive: true });
  await using cri = runtime === false ? undefined : await startContainerRuntime({
    ...(runtime === true ? {} : runtime),
    path: root.path + SOCKET,
  });
  await arrange(root);
  const before = await root.tree();
  const record = recorder();
  let failure: unknown;
  await joining({
    root: root.path,
    phases: [preflight],
    flags: { nodeName: "localhost", ...flags },
    services,
    record,
  }).catch((error) => failure = error);
  assert.deepEqual(await root.tree(), before);
  assert.equal(cri?.calls.some((path) => path.endsWith("/Version")) ?? false, runtime !== false);
  const found = record.of("problem");
  // The port is the real machine's: somebody else's kubelet may have it.
  const lines = found.filter(({ check }) => check !== "Port-10250").map(({ level, check, text }) =>
    `${level} ${check}: ${text}`
  );
  return { lines, found, failure };
}
