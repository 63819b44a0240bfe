import type { ExecOptions, Local } from "../host/types.ts";
import { type FoundRuntime, socketPath } from "./container_runtime.ts";
import { bytesOf, lengthFields, textMessage, textOf } from "./protobuf.ts";

/** A pod as the container runtime has it. */
export interface PodSandbox {
  readonly id: string;
  /** `namespace/name`, as far as the runtime says so. */
  readonly pod: string;
}

/** As kubeadm: what is busy at first may go at the next try. */
const TRIES = 5;

/** All pod sandboxes of a runtime (CRI's ListPodSandbox); undefined if it does not say. */
export async function listSandboxes(
  local: Local,
  runtime: FoundRuntime,
  options: ExecOptions,
): Promise<PodSandbox[] | undefined> {
  const reply = await local.grpc(
    socketPath(runtime.socket),
    method(runtime, "ListPodSandbox"),
    new Uint8Array(),
    options,
  );
  if (reply === undefined || reply.status !== 0) return undefined;
  return lengthFields(reply.message).filter(({ number }) => number === 1)
    .map(({ bytes }) => readSandbox(bytes));
}

/** Stops a sandbox with its containers, and removes it. @returns whether it is gone */
export async function removeSandbox(
  local: Local,
  runtime: FoundRuntime,
  { id }: PodSandbox,
  options: ExecOptions,
): Promise<boolean> {
  const socket = socketPath(runtime.socket);
  for (let tries = 0; tries < TRIES; tries++) {
    options.signal?.throwIfAborted();
    const message = textMessage(1, id);
    await local.grpc(socket, method(runtime, "StopPodSandbox"), message, options);
    const reply = await local.grpc(socket, method(runtime, "RemovePodSandbox"), message, options);
    if (reply?.status === 0) return true;
  }
  return false;
}

function method({ answer }: FoundRuntime, name: string): string {
  return `/runtime.${answer?.api ?? "v1"}.RuntimeService/${name}`;
}

/** `PodSandbox`: 1 is the id; in 2, the metadata, 1 is the name and 3 the namespace. */
function readSandbox(message: Uint8Array): PodSandbox {
  const metadata = bytesOf(message, 2) ?? new Uint8Array();
  return { id: textOf(message, 1), pod: `${textOf(metadata, 3)}/${textOf(metadata, 1)}` };
}
