import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer, ResourceApi } from "./api/call.ts";
import { denied } from "./api/denied.ts";
import { resources } from "./api/resources.ts";
import { Refusal, refuse, statusBody } from "./api/status.ts";
import { authenticate, type Caller, credentialOf } from "./api/caller.ts";
import { routeOf } from "./api/route.ts";
import type { TokenBook } from "./api/tokens.ts";
import type { Dialect } from "./dialect.ts";
import type { DiscoverySwitches } from "./faults/discovery.ts";
import type { RequestFaults } from "./faults/requests.ts";
import type { WatchFaults } from "./faults/watches.ts";
import { answerWithFault } from "./faulty_answer.ts";
import type { RequestLog, RequestRecord } from "./request_log.ts";
import { streamWatch } from "./watch_stream.ts";

export interface ApiServerOptions {
  dialect: Dialect;
  tokens: TokenBook;
  discovery: DiscoverySwitches;
  /** By group and resource, as in `/nodes` or `certificates.k8s.io/certificatesigningrequests`. */
  resources: Record<string, ResourceApi>;
  log: RequestLog;
  faults: RequestFaults;
  watches: WatchFaults;
  /** Milliseconds by which the `Date` header is off. */
  clock: { offset: number };
  signal: AbortSignal;
}

/** Answers one request: fault first, then who is it, what is it about, may they, and the answer. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function apiServer(options: ApiServerOptions): RequestListener {
  const { log, faults, watches, clock, signal } = options;

  return async function handle(request, response) {
    const method = request.method ?? "GET";
    const url = new URL(request.url ?? "/", "https://api");
    const path = `${url.pathname}${url.search}`;
    const caller = identify(request);
    const record = log.start({
      method,
      path,
      user: caller instanceof Refusal ? "" : caller.user,
      credential: credentialOf(request),
      userAgent: request.headers["user-agent"] ?? "",
    });
    recordStatus(response, record);
    response.setHeader("date", new Date(Date.now() + clock.offset).toUTCString());
    const fault = faults.take(method, path);
    if (fault && !await answerWithFault(fault, request, response, signal)) return;
    await send(await answer(request, method, url, caller), path, response);
  };

  function identify(request: IncomingMessage): Caller | Refusal {
    try {
      const anonymousAllowed = options.discovery.access !== "anonymous-off";
      return authenticate(request, options.tokens, { anonymousAllowed });
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  async function answer(
    request: IncomingMessage,
    method: string,
    url: URL,
    caller: Caller | Refusal,
  ): Promise<Answer> {
    try {
      if (caller instanceof Refusal) throw caller;
      const route = routeOf(method, url.pathname, url.searchParams);
      if (route.kind === "path") return answerPath(url.pathname, caller, options.dialect);
      const call = {
        ...route,
        query: url.searchParams,
        contentType: request.headers["content-type"] ?? "",
        body: await textOf(request),
        caller,
      };
      const api = options.resources[`${route.group}/${route.resource}`];
      if (api) return await api(call);
      throw denied(call, { group: route.group, resource: route.resource, kind: "" });
    } catch (error) {
      const { status } = error instanceof Refusal
        ? error
        : new Refusal(statusBody(500, "InternalError", `the stand-in failed: ${error}`));
      return { kind: "json", status: status.code, body: status };
    }
  }

  async function send(answer: Answer, path: string, response: ServerResponse): Promise<void> {
    response.setHeader("audit-id", crypto.randomUUID());
    response.setHeader("cache-control", "no-cache, private");
    switch (answer.kind) {
      case "json":
        response.writeHead(answer.status, { "content-type": "application/json" })
          .end(`${JSON.stringify(answer.body)}\n`);
        return;
      case "text":
        response.writeHead(answer.status, { "content-type": "text/plain; charset=utf-8" })
          .end(answer.text);
        return;
      case "watch":
        response.writeHead(200, { "content-type": "application/json" });
        return await streamWatch(answer, response, { fault: watches.take(path), signal });
      default:
        return answer satisfies never;
    }
  }
}

function answerPath(path: string, caller: Caller, dialect: Dialect): Answer {
  if (path === "/version" || path === "/version/") {
    const [major, minor] = dialect.version.split(".");
    const body = { major, minor, gitVersion: dialect.gitVersion, platform: "linux/amd64" };
    return { kind: "json", status: 200, body };
  }
  if (/^\/(healthz|livez|readyz)$/.test(path)) return { kind: "text", status: 200, text: "ok" };
  if (caller.kind === "anonymous") throw refuse.forbiddenPath(caller.user, "get", path);
  throw refuse.unknownPath();
}

function recordStatus(response: ServerResponse, record: RequestRecord): void {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (status: number, ...rest: never[]) => {
    record.status = status;
    return writeHead(status, ...rest);
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

export const resourceKeys = {
  nodes: `/${resources.nodes.resource}`,
  configMaps: `/${resources.configMaps.resource}`,
  secrets: `/${resources.secrets.resource}`,
  leases: `${resources.leases.group}/${resources.leases.resource}`,
  accessReviews: `${resources.accessReviews.group}/${resources.accessReviews.resource}`,
  requests: `${resources.requests.group}/${resources.requests.resource}`,
} as const;
