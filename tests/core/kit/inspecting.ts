import assert from "node:assert/strict";
import type { Findings } from "../../../core/cli/inspect/findings.ts";
import { inspect, type InspectOptions } from "../../../core/cli/inspect/inspect.ts";
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from "../../support/control_plane/mod.ts";
import { runTool, type ToolEnd } from "./tool.ts";

/** What `inspect` is asked beside the endpoint; within 5 s and on 80 columns unless told. */
export type Asked = Omit<InspectOptions, "endpoint"> & { columns?: number };

/** Runs `inspect` on a server. */
export function inspectServer(
  cluster: Pick<ControlPlane, "endpoint">,
  asked: Asked = {},
): Promise<ToolEnd> {
  const { columns = 80, ...options } = asked;
  const { endpoint } = cluster;
  return runTool((tool) => inspect({ endpoint, timeout: "5s", ...options }, tool), { columns });
}

/** What `inspect` finds out about a control plane that is started for it. */
export async function findingsOf(
  options: ControlPlaneOptions,
  asked: Asked = {},
): Promise<{ findings: Findings; cluster: ControlPlane }> {
  await using cluster = await startControlPlane(options);
  const { stdout, stderr, error } = await inspectServer(cluster, { ...asked, output: "json" });
  assert.equal(error, undefined, error?.message);
  assert.equal(stderr, "");
  assert.equal(stdout.trimEnd().split("\n").length, 1);
  return { findings: JSON.parse(stdout), cluster };
}
