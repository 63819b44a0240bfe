import * as z from "zod/mini";
import { JoinError } from "../engine/errors.ts";
import { firstProblem } from "./shape.ts";

/** The few API types that a joiner reads, as far as it reads them. Unknown fields are let by. */

const metadata = z.object({
  name: z.optional(z.string()),
  uid: z.optional(z.string()),
  resourceVersion: z.optional(z.string()),
  labels: z.optional(z.record(z.string(), z.string())),
  annotations: z.optional(z.record(z.string(), z.string())),
});

/** One of the conditions in an object's status. */
export const Condition = z.object({
  type: z.string(),
  status: z.optional(z.string()),
  reason: z.optional(z.string()),
  message: z.optional(z.string()),
  lastHeartbeatTime: z.nullish(z.string()),
});
export type Condition = z.infer<typeof Condition>;

export const ConfigMap = z.object({
  kind: z.literal("ConfigMap"),
  metadata,
  data: z.optional(z.record(z.string(), z.string())),
});

/** A ConfigMap that a kubelet follows (1.10 to 1.23). */
const configSource = z.nullish(z.object({
  configMap: z.nullish(z.object({
    namespace: z.optional(z.string()),
    name: z.optional(z.string()),
    kubeletConfigKey: z.optional(z.string()),
    uid: z.optional(z.string()),
    resourceVersion: z.optional(z.string()),
  })),
}));

export const Node = z.object({
  kind: z.optional(z.literal("Node")),
  metadata,
  spec: z.optional(z.object({ configSource })),
  status: z.optional(z.object({
    conditions: z.optional(z.array(Condition)),
    nodeInfo: z.optional(z.object({
      machineID: z.optional(z.string()),
      systemUUID: z.optional(z.string()),
      bootID: z.optional(z.string()),
    })),
    config: z.nullish(z.object({
      assigned: configSource,
      active: configSource,
      lastKnownGood: configSource,
      error: z.optional(z.string()),
    })),
  })),
});
export type Node = z.infer<typeof Node>;

export const CertificateSigningRequest = z.object({
  kind: z.optional(z.literal("CertificateSigningRequest")),
  metadata,
  spec: z.object({
    request: z.string(),
    signerName: z.optional(z.string()),
    usages: z.optional(z.array(z.string())),
    username: z.optional(z.string()),
    groups: z.optional(z.array(z.string())),
  }),
  status: z.optional(z.object({
    conditions: z.optional(z.array(Condition)),
    certificate: z.optional(z.string()),
  })),
});
export type CertificateSigningRequest = z.infer<typeof CertificateSigningRequest>;

export const CertificateSigningRequestList = z.object({
  metadata: z.object({ resourceVersion: z.optional(z.string()) }),
  items: z.nullish(z.array(CertificateSigningRequest)),
});

export const Status = z.object({
  kind: z.literal("Status"),
  reason: z.optional(z.string()),
  message: z.optional(z.string()),
  code: z.optional(z.number()),
});
export type Status = z.infer<typeof Status>;

export const WatchEvent = z.object({ type: z.string(), object: z.unknown() });

/** Reads a JSON text as one of the types above. @throws JoinError `response-malformed` */
export function readObject<T>(schema: z.ZodMiniType<T>, text: string, what: string): T {
  return readValue(schema, parseJson(text), what);
}

/** The same for what has been parsed already. @throws JoinError `response-malformed` */
export function readValue<T>(schema: z.ZodMiniType<T>, value: unknown, what: string): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const problem = firstProblem(read.error.issues);
  throw new JoinError(
    "response-malformed",
    `The API server's answer for ${what} is not what it should be (${problem})`,
  );
}

/** Reads a Status, or undefined if the text is something else. */
export function readStatus(text: string): Status | undefined {
  return Status.safeParse(parseJson(text)).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
