import type { Answer, Call, ResourceApi } from "./call.ts";
import { denied } from "./denied.ts";
import { timestamp } from "./objects.ts";
import { bodyOf, isRecord } from "./reading.ts";
import { resources } from "./resources.ts";
import { refuse } from "./status.ts";
import { type BootstrapToken, nodeTokenGroup, type TokenBook } from "./tokens.ts";

const about = resources.secrets;
const prefix = "bootstrap-token-";
const type = "bootstrap.kubernetes.io/token";

/** A Secret as it was created; values of `data` are base64. */
export type Secret = Record<string, unknown>;

/**
 * Secrets of kube-system, for administrators alone. One that is a bootstrap token is in force as soon as it is
 * created, and no longer when it is deleted; what is odd about another is not looked at.
 */
export function secretsApi(
  { tokens, secrets }: { tokens: TokenBook; secrets: Map<string, Secret> },
): ResourceApi {
  for (const token of tokens.list()) {
    const secret = secretOf(token);
    secrets.set(nameOf(secret), secret);
  }

  return function answer(call: Call): Answer {
    const { caller, namespace, verb, name = "" } = call;
    if (caller.kind !== "administrator" || namespace !== "kube-system") throw denied(call, about);
    switch (verb) {
      case "list": {
        const selector = call.query.get("fieldSelector") ?? "";
        const items = [...secrets.values()].filter((secret) =>
          selector === "" || selector === `type=${secret.type}`
        );
        return json(200, { kind: "SecretList", apiVersion: "v1", metadata: {}, items });
      }
      case "get":
        return json(200, get(name));
      case "create":
        return json(201, create(bodyOf(call)));
      case "delete":
        get(name);
        secrets.delete(name);
        tokens.remove(name.slice(prefix.length));
        return json(200, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" });
      default:
        throw denied(call, about);
    }
  };

  function get(name: string): Secret {
    const found = secrets.get(name);
    if (found === undefined) throw refuse.notFound(about, name);
    return found;
  }

  function create(body: Secret): Secret {
    const metadata = isRecord(body.metadata) ? body.metadata : {};
    const name = String(metadata.name ?? "");
    if (name === "") {
      throw refuse.invalid(about, "", "metadata.name", "Required value: name is required");
    }
    if (secrets.has(name)) throw refuse.alreadyExists(about, name);
    const identity = { uid: crypto.randomUUID(), creationTimestamp: timestamp() };
    const secret = { ...body, metadata: { ...metadata, ...identity } };
    secrets.set(name, secret);
    const token = tokenOf(secret);
    if (token !== undefined) tokens.add(token);
    return secret;
  }
}

function json(status: number, body: unknown): Answer {
  return { kind: "json", status, body };
}

function nameOf(secret: Secret): string {
  return isRecord(secret.metadata) ? String(secret.metadata.name) : "";
}

function tokenOf(secret: Secret): BootstrapToken | undefined {
  if (secret.type !== type || !isRecord(secret.data)) return undefined;
  const { data } = secret;
  function value(key: string): string {
    const base64 = Reflect.get(data, key);
    return typeof base64 === "string" ? atob(base64) : "";
  }
  const token = `${value("token-id")}.${value("token-secret")}`;
  if (!/^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(token)) return undefined;
  if (nameOf(secret) !== `${prefix}${value("token-id")}`) return undefined;
  const expires = value("expiration");
  return {
    token,
    usages: (["signing", "authentication"] as const)
      .filter((usage) => value(`usage-bootstrap-${usage}`) === "true"),
    groups: value("auth-extra-groups").split(",").filter((group) => group !== ""),
    ...(expires === "" ? {} : { expires: new Date(expires) }),
  };
}

function secretOf(
  { token, usages = ["signing", "authentication"], groups = [nodeTokenGroup], expires }:
    BootstrapToken,
): Secret {
  const [id = "", secret = ""] = token.split(".");
  const data: Record<string, string> = {
    "token-id": id,
    "token-secret": secret,
    "auth-extra-groups": groups.join(","),
    ...(expires === undefined ? {} : { expiration: expires.toISOString() }),
    ...Object.fromEntries(usages.map((usage) => [`usage-bootstrap-${usage}`, "true"])),
  };
  return {
    kind: "Secret",
    apiVersion: "v1",
    metadata: { name: `${prefix}${id}`, namespace: "kube-system", creationTimestamp: timestamp() },
    type,
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, btoa(value)])),
  };
}
