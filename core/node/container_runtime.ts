import type { ExecOptions, Files, Local } from "../host/types.ts";
import { textOf } from "./protobuf.ts";

/** A container runtime's socket, and what answers there. */
export interface FoundRuntime {
  /** As it is to be written into the kubelet's configuration. */
  readonly socket: string;
  /** Undefined when nothing that speaks CRI answers. */
  readonly answer:
    | { readonly name: string; readonly version: string; readonly api: string }
    | undefined;
}

/** kubeadm's known sockets, in its order. */
export const KNOWN_SOCKETS = [
  "/var/run/containerd/containerd.sock",
  "/var/run/crio/crio.sock",
  "/var/run/cri-dockerd.sock",
] as const;

/** Asks CRI's Version: v1, and v1alpha2 where v1 is not there (before containerd 1.6). */
export async function askRuntime(
  local: Local,
  socket: string,
  options: ExecOptions,
): Promise<FoundRuntime> {
  const path = socketPath(socket);
  for (const api of ["v1", "v1alpha2"]) {
    const reply = await local.grpc(
      path,
      `/runtime.${api}.RuntimeService/Version`,
      new Uint8Array(),
      options,
    );
    if (reply === undefined) break;
    if (reply.status !== 0) continue;
    const name = textOf(reply.message, 2) || "unknown";
    return { socket, answer: { name, version: textOf(reply.message, 3) || "unknown", api } };
  }
  return { socket, answer: undefined };
}

/** The known sockets that are on this machine, asked one beside the other. */
export async function findRuntimes(
  files: Files,
  local: Local,
  options: ExecOptions,
): Promise<FoundRuntime[]> {
  const present: string[] = [];
  for (const socket of KNOWN_SOCKETS) {
    if ((await files.stat(socket)) !== undefined) present.push(socket);
  }
  return await Promise.all(present.map((socket) => askRuntime(local, socket, options)));
}

/** The file behind `unix:///path` or a bare path. */
export function socketPath(socket: string): string {
  return socket.replace(/^unix:\/\//, "");
}
