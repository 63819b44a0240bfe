import http2 from "node:http2";
import { grpcFrame, runtimeStatusMessage, versionMessage } from "./container_runtime_messages.ts";

export type CriVersion = "v1" | "v1alpha2";

export interface ContainerRuntimeOptions {
  /** The unix socket to listen on; must not exist yet. */
  path: string;
  /** The API versions that are served; any other is an unknown service. Default `v1` alone. */
  apis?: readonly CriVersion[];
  runtimeName?: string;
  runtimeVersion?: string;
  runtimeReady?: boolean;
  /** False: no network plugin is set up yet. Default true. */
  networkReady?: boolean;
  /** Accepts calls and never answers them. */
  hangs?: boolean;
}

export interface ContainerRuntime extends AsyncDisposable {
  readonly path: string;
  /** The methods that were called, as in `/runtime.v1.RuntimeService/Version`. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

const grpc = { ":status": 200, "content-type": "application/grpc" } as const;
const unimplemented = "12";

/** Starts a stand-in for containerd's CRI endpoint: gRPC over cleartext HTTP/2 on a unix socket. */
export async function startContainerRuntime(
  options: ContainerRuntimeOptions,
): Promise<ContainerRuntime> {
  const apis = options.apis ?? ["v1"];
  const calls: string[] = [];
  const sessions = new Set<http2.Http2Session>();
  const server = http2.createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    session.on("error", () => {});
  });
  server.on("stream", (stream, headers) => {
    const method = headers[":path"] ?? "";
    calls.push(method);
    stream.on("error", () => {});
    stream.resume();
    if (!options.hangs) stream.once("end", () => answer(stream, method));
  });

  function answer(stream: http2.ServerHttp2Stream, method: string): void {
    const [, service = "", name = ""] = method.split("/");
    const api = apis.find((version) => service === `runtime.${version}.RuntimeService`);
    const message = api && messageFor(name, api);
    if (message === undefined) {
      const problem = api
        ? `unknown method ${name} for service ${service}`
        : `unknown service ${service}`;
      const status = { "grpc-status": unimplemented, "grpc-message": problem };
      stream.respond({ ...grpc, ...status }, { endStream: true });
      return;
    }
    stream.respond(grpc, { waitForTrailers: true });
    stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(grpcFrame(message));
  }

  function messageFor(name: string, api: CriVersion): Uint8Array | undefined {
    if (name === "Version") {
      return versionMessage({
        version: "0.1.0",
        runtimeName: options.runtimeName ?? "containerd",
        runtimeVersion: options.runtimeVersion ?? "v2.4.2",
        runtimeApiVersion: api,
      });
    }
    if (name !== "Status") return undefined;
    return runtimeStatusMessage({
      runtimeReady: options.runtimeReady ?? true,
      networkReady: options.networkReady ?? true,
    });
  }

  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(options.path, resolve);
  await promise;

  async function close(): Promise<void> {
    if (!server.listening) return;
    const closed = new Promise<void>((done) => server.close(() => done()));
    for (const session of sessions) session.destroy();
    await closed;
    await Deno.remove(options.path).catch(() => {});
  }
  return { path: options.path, calls, close, [Symbol.asyncDispose]: close };
}
