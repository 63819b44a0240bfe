import * as z from "zod/mini";
import { Condition, readObject } from "../kube/objects.ts";

const NODE = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.optional(z.object({
    unschedulable: z.optional(z.boolean()),
    taints: z.nullish(z.array(z.object({
      key: z.string(),
      value: z.optional(z.string()),
      effect: z.string(),
    }))),
  })),
  status: z.optional(z.object({
    conditions: z.nullish(z.array(Condition)),
    nodeInfo: z.optional(z.object({
      kubeletVersion: z.optional(z.string()),
      machineID: z.optional(z.string()),
      systemUUID: z.optional(z.string()),
    })),
  })),
});

const LEASE = z.object({ spec: z.optional(z.object({ renewTime: z.nullish(z.string()) })) });

/** What a Node says of its own state. */
export interface NodeStatus {
  readonly name: string;
  readonly ready: Omit<Condition, "type">;
  /** Conditions that are True and should not be. */
  readonly pressures: readonly Condition[];
  /** As `key=value:Effect`. */
  readonly taints: readonly string[];
  readonly unschedulable: boolean;
  readonly version: string | undefined;
  readonly machineId: string | undefined;
  readonly systemUuid: string | undefined;
}

/** @throws JoinError `response-malformed` */
export function readNodeStatus(text: string, what: string): NodeStatus {
  const { metadata, spec, status } = readObject(NODE, text, what);
  const conditions = status?.conditions ?? [];
  const { type: _, ...ready } = conditions.find(({ type }) => type === "Ready") ?? { type: "" };
  const { kubeletVersion, machineID, systemUUID } = status?.nodeInfo ?? {};
  return {
    name: metadata.name,
    ready,
    pressures: conditions.filter(({ type, status }) => type !== "Ready" && status === "True"),
    taints: (spec?.taints ?? []).map(({ key, value = "", effect }) =>
      `${key}${value === "" ? "" : `=${value}`}:${effect}`
    ),
    unschedulable: spec?.unschedulable ?? false,
    version: kubeletVersion || undefined,
    machineId: machineID || undefined,
    systemUuid: systemUUID || undefined,
  };
}

/** When a node's kubelet last renewed its lease; undefined where it does not say. */
export function readLeaseRenewal(text: string): Date | undefined {
  return readTime(readObject(LEASE, text, "the lease").spec?.renewTime);
}

/** A time of the API's; undefined where there is none. */
export function readTime(text: string | null | undefined): Date | undefined {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : new Date(at);
}
