import * as z from "zod/mini";
import { Secret } from "../trust/secret.ts";

/** What may be done with a token: sign cluster-info, and authenticate. */
export const TOKEN_USAGES = ["signing", "authentication"] as const;
export type TokenUsage = typeof TOKEN_USAGES[number];

export const TOKEN_SECRET_TYPE = "bootstrap.kubernetes.io/token";

/** Which node a token was made for: people read it, nothing enforces it. */
export const FOR_NODE = "kubeworker.dev/for-node";

/** A bootstrap token as the cluster keeps it. */
export interface StoredToken {
  readonly id: string;
  /** `id.secret`. */
  readonly bearer: Secret;
  /** Undefined: never. */
  readonly expires: Date | undefined;
  readonly usages: readonly TokenUsage[];
  /** Beside `system:bootstrappers`. */
  readonly groups: readonly string[];
  readonly description: string;
  readonly forNode: string | undefined;
}

const text = z.string();

/** As far as it is read; values of `data` are base64. */
export const TokenSecret = z.object({
  metadata: z.object({
    name: text,
    annotations: z.nullish(z.record(text, text)),
  }),
  data: z.nullish(z.record(text, text)),
});
export type TokenSecret = z.infer<typeof TokenSecret>;

const PREFIX = "bootstrap-token-";

export function tokenSecretName(id: string): string {
  return `${PREFIX}${id}`;
}

/**
 * The Secret of a token, with kubeadm's keys.
 *
 * @see k8s.io/kubernetes/cmd/kubeadm/app/apis/bootstraptoken/v1/utils.go
 */
export function tokenSecretOf(token: StoredToken): Record<string, unknown> {
  const { id, bearer, expires, usages, groups, description, forNode } = token;
  const data: Record<string, string> = {
    "token-id": id,
    "token-secret": bearer.reveal().slice(id.length + 1),
    ...(description === "" ? {} : { description }),
    ...(expires === undefined ? {} : { expiration: rfc3339(expires) }),
    ...Object.fromEntries(usages.map((usage) => [`usage-bootstrap-${usage}`, "true"])),
    ...(groups.length === 0 ? {} : { "auth-extra-groups": groups.join(",") }),
  };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: tokenSecretName(id),
      namespace: "kube-system",
      ...(forNode === undefined ? {} : { annotations: { [FOR_NODE]: forNode } }),
    },
    type: TOKEN_SECRET_TYPE,
    data: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, new TextEncoder().encode(value).toBase64()]),
    ),
  };
}

/** UTC, to the second, as Go's `time.RFC3339` has it. */
export function rfc3339(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** Reads such a Secret. @returns why it is no token that works, without anything of its values */
export function readTokenSecret({ metadata, data }: TokenSecret): StoredToken | string {
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(data ?? {})) {
    const decoded = decode(value);
    if (decoded === undefined) return `its ${key} is not base64 of a text`;
    values.set(key, decoded);
  }
  const id = values.get("token-id") ?? "";
  if (metadata.name !== tokenSecretName(id)) return "its name does not fit its token-id";
  if (!/^[a-z0-9]{6}$/.test(id)) return "its token-id is not 6 characters of a-z and 0-9";
  const secret = values.get("token-secret") ?? "";
  if (!/^[a-z0-9]{16}$/.test(secret)) {
    return "its token-secret is not 16 characters of a-z and 0-9";
  }
  const expiration = values.get("expiration") ?? "";
  if (expiration !== "" && !isTime(expiration)) {
    return "its expiration is no RFC 3339 time, so that the cluster takes it for expired";
  }
  return {
    id,
    bearer: new Secret(`${id}.${secret}`),
    expires: expiration === "" ? undefined : new Date(expiration),
    usages: TOKEN_USAGES.filter((usage) => values.get(`usage-bootstrap-${usage}`) === "true"),
    groups: (values.get("auth-extra-groups") ?? "").split(",").filter((group) => group !== ""),
    description: values.get("description") ?? "",
    forNode: metadata.annotations?.[FOR_NODE],
  };
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text));
}

function decode(base64: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(base64));
  } catch {
    return undefined;
  }
}
