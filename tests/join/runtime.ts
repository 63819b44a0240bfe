import type { Local } from "../../core/host/types.ts";
import {
  runtimeConfigMessage,
  runtimeStatusMessage,
  versionMessage,
} from "../support/container_runtime_messages.ts";

const SOCKET = "/run/containerd/containerd.sock";

/** Puts something where a container runtime has its socket. */
export async function putRuntime(root: string): Promise<void> {
  await Deno.writeTextFile(root + SOCKET, "");
}

/**
 * Answers for the container runtime of a machine, if there is one. Its socket is not spoken to: the tests of
 * the host do that. Many unix sockets in modules that run side by side break deno itself (2.9.5), as
 * node:net closes the descriptor of such a socket twice.
 */
export function callRuntime(root: string): Local["grpc"] {
  return async function grpc(socket, path) {
    const there = await Deno.stat(root + socket).then(() => true, () => false);
    if (!there) return undefined;
    const message = ANSWERS[path.replace("/runtime.v1.RuntimeService/", "")];
    return message === undefined
      ? { status: 12, message: new Uint8Array() }
      : { status: 0, message };
  };
}

const ANSWERS: Readonly<Record<string, Uint8Array>> = {
  Version: versionMessage({
    version: "0.1.0",
    runtimeName: "containerd",
    runtimeVersion: "v2.4.2",
    runtimeApiVersion: "v1",
  }),
  Status: runtimeStatusMessage({ runtimeReady: true, networkReady: true }),
  RuntimeConfig: runtimeConfigMessage("systemd"),
};
