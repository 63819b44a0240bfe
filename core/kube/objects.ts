import * as z from "zod";
import { JoinError } from "../engine/errors.ts";

/** The few API types that a joiner reads, as far as it reads them. Unknown fields are let by. */

const metadata = z.object({
  name: z.string().optional(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

const condition = z.object({
  type: z.string(),
  status: z.string().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastHeartbeatTime: z.string().nullish(),
});

export const ConfigMap = z.object({
  kind: z.literal("ConfigMap"),
  metadata,
  data: z.record(z.string(), z.string()).optional(),
});

export const Node = z.object({
  kind: z.literal("Node").optional(),
  metadata,
  status: z.object({ conditions: z.array(condition).optional() }).optional(),
});
export type Node = z.infer<typeof Node>;

export const CertificateSigningRequest = z.object({
  kind: z.literal("CertificateSigningRequest").optional(),
  metadata,
  spec: z.object({
    request: z.string(),
    signerName: z.string().optional(),
    usages: z.array(z.string()).optional(),
  }),
  status: z.object({
    conditions: z.array(condition).optional(),
    certificate: z.string().optional(),
  }).optional(),
});
export type CertificateSigningRequest = z.infer<typeof CertificateSigningRequest>;

export const Status = z.object({
  kind: z.literal("Status"),
  reason: z.string().optional(),
  message: z.string().optional(),
  code: z.number().optional(),
});
export type Status = z.infer<typeof Status>;

export const WatchEvent = z.object({ type: z.string(), object: z.unknown() });

/** Reads a JSON text as one of the types above. @throws JoinError `response-malformed` */
export function readObject<T>(schema: z.ZodType<T>, text: string, what: string): T {
  return readValue(schema, parseJson(text), what);
}

/** The same for what has been parsed already. @throws JoinError `response-malformed` */
export function readValue<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new JoinError(
    "response-malformed",
    `The API server's answer for ${what} is not what it should be (${
      issue?.path.join(".") || "body"
    }: ${issue?.message})`,
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
