import type { IncomingMessage, ServerResponse } from "node:http";
import { pause } from "../pause.ts";
import { statusBody } from "./api/status.ts";
import type { RequestFault } from "./faults/requests.ts";

const page =
  "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>Please sign in.</body></html>\n";
const megabyte = 1_000_000;

/** Acts a fault out. Resolves to true when the request is to be answered in the ordinary way all the same. */
export async function answerWithFault(
  fault: RequestFault,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<boolean> {
  switch (fault.kind) {
    case "delay":
      return await pause(fault.milliseconds, signal);
    case "reset":
      request.socket.destroy();
      return false;
    case "black-hole":
      return false;
    case "status": {
      const headers = fault.retryAfter === undefined
        ? {}
        : { "retry-after": String(fault.retryAfter) };
      const [type, body] = statusAnswer(fault);
      response.writeHead(fault.status, { "content-type": type, ...headers }).end(body);
      return false;
    }
    case "html":
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
      return false;
    case "redirect":
      response.writeHead(fault.status ?? 302, { location: fault.location }).end();
      return false;
    case "truncated-json":
      sendJson(response, '{"kind":"ConfigMap","apiVersion":"v1","data":{"kubeconfig":"apiVer');
      return false;
    case "cut-body": {
      const body = '{"kind":"ConfigMap",';
      response.writeHead(200, { "content-type": "application/json", "content-length": "4096" });
      response.write(body, () => request.socket.destroy());
      return false;
    }
    case "huge-body":
      await sendHuge(response, fault.bytes ?? 50 * megabyte, signal);
      return false;
    case "endless-body":
      await sendEndless(response, fault, signal);
      return false;
    default:
      return fault satisfies never;
  }
}

function statusAnswer(fault: Extract<RequestFault, { kind: "status" }>): [string, string] {
  if (fault.body?.kind === "html") return ["text/html; charset=utf-8", page];
  if (fault.body?.kind === "text") return ["text/plain; charset=utf-8", fault.body.text];
  const [reason, message] = reasons[fault.status] ?? ["InternalError", "an error on the server"];
  return ["application/json", JSON.stringify(statusBody(fault.status, reason, message))];
}

const reasons: Record<number, readonly [reason: string, message: string]> = {
  400: ["BadRequest", "the server rejected our request for an unknown reason"],
  401: ["Unauthorized", "Unauthorized"],
  403: ["Forbidden", "forbidden: the stand-in was told to refuse"],
  404: ["NotFound", "the server could not find the requested resource"],
  409: [
    "Conflict",
    "the object has been modified; please apply your changes to the latest version",
  ],
  410: ["Expired", "too old resource version"],
  422: ["Invalid", "the object is invalid"],
  429: ["TooManyRequests", "Too many requests, please try again later."],
  503: ["ServiceUnavailable", "the server is currently unable to handle the request"],
  504: ["Timeout", "the server was unable to return a response in the time allotted"],
};

function sendJson(response: ServerResponse, body: string): void {
  response.writeHead(200, { "content-type": "application/json" }).end(body);
}

async function sendHuge(
  response: ServerResponse,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  const [start, end] = ['{"kind":"ConfigMap","apiVersion":"v1","data":{"kubeconfig":"', '"}}'];
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": String(bytes),
  });
  response.write(start);
  for (let left = bytes - start.length - end.length; left > 0; left -= megabyte) {
    if (!await sendChunk(response, Math.min(left, megabyte), signal)) return;
  }
  response.end(end);
}

async function sendEndless(
  response: ServerResponse,
  { chunkBytes = 65_536, paceMilliseconds = 5 }: { chunkBytes?: number; paceMilliseconds?: number },
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"kind":"ConfigMap","apiVersion":"v1","data":{"kubeconfig":"');
  while (await sendChunk(response, chunkBytes, signal)) {
    if (!await pause(paceMilliseconds, signal)) return;
  }
}

/** Writes so many letters at the pace of the reader. Resolves to false when there is no reader any more. */
async function sendChunk(
  response: ServerResponse,
  bytes: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (response.destroyed || signal.aborted) return false;
  if (response.write("a".repeat(bytes))) return true;
  await new Promise<void>((resolve) => {
    function go() {
      for (const event of ["drain", "close", "error"]) response.off(event, go);
      signal.removeEventListener("abort", go);
      resolve();
    }
    for (const event of ["drain", "close", "error"]) response.once(event, go);
    signal.addEventListener("abort", go);
  });
  return !response.destroyed && !signal.aborted;
}
