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
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const front = relay(options.path, server);

  async function close(): Promise<void> {
    if (!server.listening) return;
    await front.close();
    const closed = new Promise<void>((done) => server.close(() => done()));
    for (const session of sessions) session.destroy();
    await closed;
  }
  return { path: options.path, calls, close, [Symbol.asyncDispose]: close };
}

/**
 * Passes the connections of a unix socket on to a server on the loopback interface. node:net closes the
 * descriptor of such a socket twice (deno 2.9.5), which beside other threads closes somebody else's.
 */
function relay(path: string, server: http2.Http2Server): { close(): Promise<void> } {
  const listener = Deno.listen({ transport: "unix", path });
  const work = new Set<Promise<unknown>>();
  const open = new Set<Deno.Conn>();
  async function pass(client: Deno.Conn): Promise<void> {
    const address = server.address();
    if (typeof address !== "object" || address === null) return client.close();
    const inner = await Deno.connect({ hostname: "127.0.0.1", port: address.port });
    open.add(client).add(inner);
    await Promise.allSettled([
      client.readable.pipeTo(inner.writable),
      inner.readable.pipeTo(client.writable),
    ]);
    open.delete(client);
    open.delete(inner);
  }
  async function accept(): Promise<void> {
    for await (const client of listener) {
      const passing = pass(client).finally(() => work.delete(passing));
      work.add(passing);
    }
  }
  const accepting = accept();
  return {
    async close() {
      listener.close();
      await accepting;
      for (const connection of open) {
        try {
          connection.close();
        } catch { /* it has ended already */ }
      }
      await Promise.all(work);
      await Deno.remove(path).catch(() => {});
    },
  };
}
