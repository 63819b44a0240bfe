import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { refuse } from "./status.ts";
import type { TokenBook } from "./tokens.ts";

/** Who sent a request. */
export type Caller =
  | { kind: "anonymous"; user: "system:anonymous"; groups: readonly string[] }
  | { kind: "bootstrap"; user: string; groups: readonly string[] }
  | { kind: "administrator"; user: string; groups: readonly string[] }
  | { kind: "node"; user: string; groups: readonly string[]; node: string };

/** What the request carried, whether it was good or not. */
export type Credential = "none" | "bearer" | "certificate";

export function credentialOf(request: IncomingMessage): Credential {
  if (request.headers.authorization !== undefined) return "bearer";
  return subjectOf(request) === undefined ? "none" : "certificate";
}

/**
 * Finds out who is calling. A bad credential is refused rather than taken for none; a client certificate of another CA
 * counts as bad, too.
 */
export function authenticate(
  request: IncomingMessage,
  tokens: TokenBook,
  options: { anonymousAllowed: boolean },
): Caller {
  const subject = subjectOf(request);
  if (subject?.verified) {
    return caller(subject.commonName, subject.organizations);
  }
  const authorization = request.headers.authorization;
  if (authorization !== undefined) {
    const bearer = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    const token = bearer === undefined ? undefined : tokens.authenticate(bearer);
    if (!token) throw refuse.unauthorized();
    return {
      kind: "bootstrap",
      user: `system:bootstrap:${token.id}`,
      groups: ["system:bootstrappers", ...token.groups, "system:authenticated"],
    };
  }
  if (subject || !options.anonymousAllowed) throw refuse.unauthorized();
  return { kind: "anonymous", user: "system:anonymous", groups: ["system:unauthenticated"] };
}

function caller(commonName: string, organizations: readonly string[]): Caller {
  // Groups come from a certificate's organizations: this one may ask for a node's certificate.
  if (organizations.includes("system:bootstrappers")) {
    const groups = [...organizations, "system:authenticated"];
    return { kind: "bootstrap", user: commonName, groups };
  }
  if (organizations.includes("system:masters")) {
    const groups = [...organizations, "system:authenticated"];
    return { kind: "administrator", user: commonName, groups };
  }
  const node = /^system:node:(.+)$/.exec(commonName)?.[1];
  if (node === undefined || !organizations.includes("system:nodes")) throw refuse.unauthorized();
  return {
    kind: "node",
    user: commonName,
    groups: [...organizations, "system:authenticated"],
    node,
  };
}

function subjectOf(
  request: IncomingMessage,
): { verified: boolean; commonName: string; organizations: string[] } | undefined {
  if (!(request.socket instanceof TLSSocket)) return undefined;
  const subject: unknown = request.socket.getPeerCertificate()?.subject;
  if (typeof subject !== "object" || subject === null) return undefined;
  return {
    verified: request.socket.authorized,
    commonName: texts(Reflect.get(subject, "CN"))[0] ?? "",
    organizations: texts(Reflect.get(subject, "O")),
  };
}

/** A distinguished name's part is a string, or an array when it occurs several times. */
function texts(value: unknown): string[] {
  return [value].flat().filter((item) => typeof item === "string");
}
