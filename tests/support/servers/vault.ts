import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import { type Authority, createAuthority } from "../pki.ts";
import { listen } from "../listening.ts";

/**
 * A stand-in for Vault, over real TLS: KV v2 at `secret/`, tokens with a limited number of uses, and wrapping
 * tokens that unwrap once and expire. Statuses and texts are Vault's own.
 */
export interface Vault extends AsyncDisposable {
  readonly address: string;
  readonly host: string;
  /** Of its certificate. */
  readonly authority: Authority;
  /** What was asked: method and path. */
  readonly requests: string[];
  /** A wrapping token for what `vault token create -use-limit=1` answers. */
  wrapToken(options?: WrapOptions): string;
  /** A wrapping token for any answer. */
  wrap(answer: unknown, ttlMs?: number): string;
}

export interface WrapOptions {
  /** For how long it can be unwrapped. */
  ttlMs?: number;
  /** Path that the token's policy lets it read. */
  allowed?: string;
}

export interface VaultOptions {
  /** By path below `secret/data/`. */
  secrets?: Record<string, Record<string, string>>;
  sealed?: boolean;
  authority?: Authority;
  /** Answers everything with this in place of what was asked. */
  answer?: { status: number; text: string };
}

const HOUR_MS = 3_600_000;

export async function startVault(options: VaultOptions = {}): Promise<Vault> {
  const authority = options.authority ?? await createAuthority({ name: "vault" });
  const usage = "server" as const;
  const identity = await authority.issue({ commonName: "vault", ip: ["127.0.0.1"], usage });
  const wrapped = new Map<string, { answer: unknown; until: number }>();
  const tokens = new Map<string, { usesLeft: number; allowed: string }>();
  const requests: string[] = [];

  function respond(request: IncomingMessage): { status: number; text: string } {
    if (options.answer !== undefined) return options.answer;
    if (options.sealed) return failure(503, "Vault is sealed");
    const path = (request.url ?? "").replace("/v1/", "");
    const id = String(request.headers["x-vault-token"] ?? "");
    if (path === "sys/wrapping/unwrap" && request.method === "POST") {
      const found = wrapped.get(id);
      wrapped.delete(id);
      if (found === undefined || found.until < Date.now()) {
        return failure(400, "wrapping token is not valid or does not exist");
      }
      return success(found.answer);
    }
    const token = tokens.get(id);
    if (token === undefined || token.usesLeft-- < 1 || token.allowed !== path) {
      return failure(403, "permission denied");
    }
    const secret = options.secrets?.[path.replace("secret/data/", "")];
    if (secret === undefined) return failure(404);
    return success({ data: { data: secret, metadata: { version: 1 } } });
  }

  const server = createServer({ cert: identity.certificatePem, key: identity.keyPem });
  server.on("request", (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume();
    const { status, text } = respond(request);
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  });
  const host = `127.0.0.1:${await listen(server)}`;

  function wrap(answer: unknown, ttlMs = HOUR_MS): string {
    const id = `hvs.wrap${crypto.randomUUID()}`;
    wrapped.set(id, { answer, until: Date.now() + ttlMs });
    return id;
  }

  return {
    address: `https://${host}`,
    host,
    authority,
    requests,
    wrap,
    wrapToken({ ttlMs, allowed = "secret/data/kubeworker" } = {}) {
      const id = `hvs.${crypto.randomUUID()}`;
      tokens.set(id, { usesLeft: 1, allowed });
      return wrap({ auth: { client_token: id, num_uses: 1, policies: ["kubeworker"] } }, ttlMs);
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function success(answer: unknown): { status: number; text: string } {
  return { status: 200, text: JSON.stringify(answer) };
}

function failure(status: number, ...errors: string[]): { status: number; text: string } {
  return { status, text: JSON.stringify({ errors }) };
}
