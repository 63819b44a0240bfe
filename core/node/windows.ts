import { JoinError } from "../engine/errors.ts";
import type { Files } from "../host/types.ts";
import type { FoundRuntime } from "./container_runtime.ts";
import type { JsonObject } from "./patches/json.ts";
import { isThere } from "./read_quietly.ts";

/** kubeadm's known sockets on Windows, in its order. */
export const KNOWN_PIPES = [
  "npipe:////./pipe/containerd-containerd",
  "npipe:////./pipe/cri-dockerd",
] as const;

/** Where kubeadm puts the CA by default. */
const DRIVE = "C:";

/**
 * Fits a cluster's KubeletConfiguration to Windows, as kubeadm does (app/componentconfigs/kubelet_windows.go):
 * absolute POSIX paths get a drive letter, and there is no resolv.conf.
 */
export function fitToWindows(configuration: JsonObject): JsonObject {
  const { staticPodPath } = configuration;
  const authentication = asObject(configuration.authentication);
  const x509 = asObject(authentication.x509);
  const { clientCAFile } = x509;
  return {
    ...configuration,
    resolvConf: "",
    ...(isPosixPath(staticPodPath) ? { staticPodPath: onDrive(staticPodPath) } : {}),
    ...(isPosixPath(clientCAFile)
      ? {
        authentication: {
          ...authentication,
          x509: { ...x509, clientCAFile: onDrive(clientCAFile) },
        },
      }
      : {}),
  };
}

/**
 * The pipe to give the kubelet: what was asked for, else the known one that is there, else containerd's.
 * Nobody is asked there: our CRI client speaks over unix sockets only.
 *
 * @throws JoinError `cri-socket-malformed` when there are several
 */
export async function choosePipe(given: string | undefined, files: Files): Promise<FoundRuntime> {
  if (given !== undefined) return { socket: given, answer: undefined };
  const there = await Promise.all(
    KNOWN_PIPES.map((pipe) => isThere(files, pipe.slice("npipe://".length))),
  );
  const present = KNOWN_PIPES.filter((_, index) => there[index]);
  if (present.length > 1) {
    throw new JoinError(
      "cri-socket-malformed",
      `Several container runtimes are there: ${present.join(", ")}`,
      { hint: "choose one with --cri-socket" },
    );
  }
  return { socket: present[0] ?? KNOWN_PIPES[0], answer: undefined };
}

function isPosixPath(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("/");
}

function onDrive(path: string): string {
  return DRIVE + path.replaceAll("/", "\\");
}

function asObject(value: unknown): JsonObject {
  return typeof value === "object" && value !== null ? value as JsonObject : {};
}
