import { Buffer } from "node:buffer";
import https from "node:https";
import type { ClusterAccess } from "./kubeconfig.ts";

export interface ApiRequest {
  method?: "GET" | "POST" | "PUT" | "PATCH";
  path: string;
  body?: unknown;
  /** Called with every line of a watch; the request ends when it returns true. */
  onLine?: (line: string) => boolean;
}

/** An answer of the API server. Refusals are answers, too; only a broken connection is thrown. */
export interface ApiAnswer {
  status: number;
  text: string;
}

/** Sends one request, with the certificate checked against the cluster's CA. */
export function requestApi(access: ClusterAccess, wanted: ApiRequest): Promise<ApiAnswer> {
  const { credential } = access;
  const body = wanted.body === undefined ? undefined : JSON.stringify(wanted.body);
  const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
  const request = https.request(new URL(wanted.path, access.server), {
    method: wanted.method ?? "GET",
    agent: false,
    ca: access.caPem,
    headers: {
      "user-agent": "kubelet/stand-in",
      accept: "application/json",
      ...(body === undefined ? {} : {
        "content-type": wanted.method === "PATCH"
          ? "application/strategic-merge-patch+json"
          : "application/json",
        "content-length": String(Buffer.byteLength(body)),
      }),
      ...(credential.kind === "token" ? { authorization: `Bearer ${credential.token}` } : {}),
    },
    ...(credential.kind === "certificate" ? clientCertificate(credential.pem) : {}),
  }, (response) => {
    let text = "";
    let unread = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
      const lines = (unread + chunk).split("\n");
      unread = lines.pop() ?? "";
      if (lines.some((line) => wanted.onLine?.(line))) {
        resolve({ status: response.statusCode ?? 0, text });
        request.destroy();
      }
    });
    response.on("error", reject);
    response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
  });
  request.on("error", reject);
  request.end(body);
  return promise;
}

/** One file holds certificate and key. */
function clientCertificate(pem: string): { cert: string; key: string } {
  const blocks = pem.match(/-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g) ?? [];
  const isKey = (block: string) => block.includes("PRIVATE KEY-----");
  return {
    cert: blocks.filter((block) => !isKey(block)).join("\n"),
    key: blocks.find(isKey) ?? "",
  };
}
