import {
  grpcFrame,
  imageStatusMessage,
  runtimeConfigMessage,
  runtimeStatusMessage,
  versionMessage,
} from "./container_runtime_messages.ts";

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
  /** What RuntimeConfig tells; `untold`: there is no such call, as before containerd 2. Default systemd. */
  cgroupDriver?: "systemd" | "cgroupfs" | "untold";
  /** What a verbose Status tells of its configuration, as containerd does. Default: nothing. */
  config?: object;
  /** The images that it has. Default none. */
  images?: readonly string[];
  /** Accepts calls and never answers them. */
  hangs?: boolean;
}

export interface ContainerRuntime extends AsyncDisposable {
  readonly path: string;
  /** The methods that were called, as in `/runtime.v1.RuntimeService/Version`. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

const unimplemented = "12";

/**
 * Starts a stand-in for containerd's CRI endpoint: gRPC over cleartext HTTP/2 on a unix socket. Good answers
 * come without gRPC's trailers. (node:http2 has them, but its server ends the whole process now and then,
 * deno 2.9.5.)
 */
export async function startContainerRuntime(
  options: ContainerRuntimeOptions,
): Promise<ContainerRuntime> {
  const apis = options.apis ?? ["v1"];
  const calls: string[] = [];
  const closing = Promise.withResolvers<void>();
  const listening = Promise.withResolvers<void>();
  const onListen = () => listening.resolve();
  const server = Deno.serve({ path: options.path, onListen }, async (request) => {
    const method = new URL(request.url).pathname;
    calls.push(method);
    const sent = await request.bytes();
    if (options.hangs) await closing.promise;
    return answer(method, sent);
  });
  await listening.promise;

  function answer(method: string, sent: Uint8Array): Response {
    const [, service = "", name = ""] = method.split("/");
    const api = apis.find((version) =>
      service === `runtime.${version}.RuntimeService` ||
      service === `runtime.${version}.ImageService`
    );
    const message = api && messageFor(name, api, new TextDecoder("latin1").decode(sent));
    const headers = { "content-type": "application/grpc" };
    if (message !== undefined) return new Response(grpcFrame(message), { headers });
    const problem = api
      ? `unknown method ${name} for service ${service}`
      : `unknown service ${service}`;
    return new Response(null, {
      headers: { ...headers, "grpc-status": unimplemented, "grpc-message": problem },
    });
  }

  function messageFor(name: string, api: CriVersion, sent: string): Uint8Array | undefined {
    if (name === "Version") {
      return versionMessage({
        version: "0.1.0",
        runtimeName: options.runtimeName ?? "containerd",
        runtimeVersion: options.runtimeVersion ?? "v2.4.2",
        runtimeApiVersion: api,
      });
    }
    if (name === "RuntimeConfig" && api === "v1") {
      const { cgroupDriver = "systemd" } = options;
      return cgroupDriver === "untold" ? undefined : runtimeConfigMessage(cgroupDriver);
    }
    if (name === "ImageStatus") {
      return imageStatusMessage((options.images ?? []).find((image) => sent.includes(image)));
    }
    if (name !== "Status") return undefined;
    return runtimeStatusMessage({
      runtimeReady: options.runtimeReady ?? true,
      networkReady: options.networkReady ?? true,
      // Behind the frame's head of five bytes stands `verbose`, field 1.
      config: sent.slice(5) === "\b\x01" ? options.config : undefined,
    });
  }

  async function close(): Promise<void> {
    closing.resolve();
    await server.shutdown();
    await Deno.remove(options.path).catch(() => {});
  }
  return { path: options.path, calls, close, [Symbol.asyncDispose]: close };
}
