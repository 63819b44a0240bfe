import type { ExecOptions, Files, Local } from "../host/types.ts";
import { type FoundRuntime, socketPath } from "./container_runtime.ts";
import {
  bytesMessage,
  bytesOf,
  lengthFields,
  readFields,
  textMessage,
  textOf,
} from "./protobuf.ts";
import { readQuietly } from "./read_quietly.ts";
import { readRuntimeState, type RuntimeState } from "./runtime_state.ts";

/** What a container runtime says of itself. */
export interface RuntimeSettings {
  readonly cgroupDriver: "systemd" | "cgroupfs" | undefined;
  /** It says so by RuntimeConfig, so that kubelets since 1.31 follow it. */
  readonly announced: boolean;
  /** The image of the container that holds a pod's namespaces. */
  readonly sandboxImage: string | undefined;
  readonly state: RuntimeState;
}

export const CONTAINERD_CONFIG = "/etc/containerd/config.toml";

/** StatusRequest with `verbose`, its field 1. */
const VERBOSE = new Uint8Array([1 << 3, 1]);

/**
 * Asks by RuntimeConfig, and by Status with `verbose` for what that does not say: there, containerd gives
 * its configuration as JSON.
 *
 * @see CRI v1, messages RuntimeConfigResponse and StatusResponse
 */
export async function askRuntimeSettings(
  { local, files }: { local: Local; files: Files },
  { socket, answer }: FoundRuntime,
  options: ExecOptions,
): Promise<RuntimeSettings> {
  const path = socketPath(socket);
  const service = `/runtime.${answer?.api ?? "v1"}.RuntimeService`;
  const [config, status] = await Promise.all([
    local.grpc(path, `${service}/RuntimeConfig`, new Uint8Array(), options),
    local.grpc(path, `${service}/Status`, VERBOSE, options),
  ]);
  const announced = config?.status === 0 ? readDriver(config.message) : undefined;
  const verbose = status?.status === 0 ? readVerbose(status.message) : {};
  const written = verbose.sandboxImage ??
    (answer?.name === "containerd"
      ? sandboxImageIn(await readQuietly(files, CONTAINERD_CONFIG) ?? "")
      : undefined);
  return {
    cgroupDriver: announced ?? verbose.cgroupDriver,
    announced: announced !== undefined,
    sandboxImage: written,
    state: readRuntimeState(status),
  };
}

/** Whether the runtime has an image. @returns undefined if it does not say */
export async function hasImage(
  local: Local,
  { socket, answer }: FoundRuntime,
  image: string,
  options: ExecOptions,
): Promise<boolean | undefined> {
  const method = `/runtime.${answer?.api ?? "v1"}.ImageService/ImageStatus`;
  const request = bytesMessage(1, textMessage(1, image));
  const reply = await local.grpc(socketPath(socket), method, request, options);
  return reply?.status === 0 ? bytesOf(reply.message, 1) !== undefined : undefined;
}

/** RuntimeConfigResponse.linux.cgroup_driver: SYSTEMD is 0, and so is not sent; CGROUPFS is 1. */
function readDriver(message: Uint8Array): RuntimeSettings["cgroupDriver"] {
  const linux = bytesOf(message, 1);
  if (linux === undefined) return undefined;
  const driver = readFields(linux).find(({ number }) => number === 1)?.value ?? 0;
  return driver === 0 ? "systemd" : driver === 1 ? "cgroupfs" : undefined;
}

/** StatusResponse.info, a map: entries of key and value. */
function readVerbose(message: Uint8Array): Partial<RuntimeSettings> {
  const entries = lengthFields(message).flatMap(({ number, bytes }) => number === 2 ? [bytes] : []);
  const config = entries.find((entry) => textOf(entry, 1) === "config");
  if (config === undefined) return {};
  try {
    return readConfig(JSON.parse(textOf(config, 2)));
  } catch {
    return {};
  }
}

function readConfig(config: unknown): Partial<RuntimeSettings> {
  const containerd = at(config, "containerd");
  const name = at(containerd, "defaultRuntimeName");
  const runtime = at(at(containerd, "runtimes"), typeof name === "string" ? name : "runc");
  // Before containerd 1.5 the options are not among what it shows.
  const bySystemd = at(at(runtime, "options"), "SystemdCgroup");
  const image = at(config, "sandboxImage");
  return {
    cgroupDriver: typeof bySystemd === "boolean" ? bySystemd ? "systemd" : "cgroupfs" : undefined,
    sandboxImage: typeof image === "string" && image !== "" ? image : undefined,
  };
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

/** containerd 2 has it among the pinned images, containerd 1 under its own name. */
function sandboxImageIn(toml: string): string | undefined {
  return /^\s*sandbox(?:_image)?\s*=\s*["']([^"'\s]+)["']/m.exec(toml)?.[1];
}
