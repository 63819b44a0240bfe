import type { JoinOptions } from "../config/join_options.ts";
import { JoinError } from "../engine/errors.ts";
import type { Host } from "../host/types.ts";
import { askRuntime, findRuntimes, type FoundRuntime, KNOWN_SOCKETS } from "./container_runtime.ts";
import { askRuntimeSettings, type RuntimeSettings } from "./runtime_settings.ts";
import { askKubeletVersion, isAtLeast, type KubeletVersion } from "./kubelet_version.ts";

/** What several phases want to know of this machine; each is asked once. */
export interface NodeFacts {
  /** @throws JoinError `kubelet-version-unknown` */
  kubeletVersion(): Promise<KubeletVersion>;
  /** The runtime to use. @throws JoinError `cri-socket-malformed` when several answer */
  containerRuntime(): Promise<FoundRuntime>;
  /** What that runtime says of itself; undefined where none answers. */
  runtimeSettings(): Promise<RuntimeSettings | undefined>;
}

const RUNTIME_MS = 5000;

export function createNodeFacts(
  host: Pick<Host, "exec" | "files" | "local"> & Partial<Pick<Host, "machine">>,
  options: Pick<JoinOptions, "criSocket">,
  signal: AbortSignal,
): NodeFacts {
  const kubeletVersion = once(() => askKubeletVersion(host.exec, signal));
  const containerRuntime = once(() => chooseRuntime(host, options, kubeletVersion, signal));
  return {
    kubeletVersion,
    containerRuntime,
    runtimeSettings: once(async () => {
      const found = await containerRuntime().catch(() => undefined);
      if (found?.answer === undefined) return undefined;
      return await askRuntimeSettings(host, found, { timeoutMs: RUNTIME_MS, signal });
    }),
  };
}

async function chooseRuntime(
  host: Pick<Host, "files" | "local"> & Partial<Pick<Host, "machine">>,
  options: Pick<JoinOptions, "criSocket">,
  kubeletVersion: () => Promise<KubeletVersion>,
  signal: AbortSignal,
): Promise<FoundRuntime> {
  if (host.machine?.os === "windows") {
    const { choosePipe } = await import("./windows.ts");
    return await choosePipe(options.criSocket, host.files);
  }
  const limits = { timeoutMs: RUNTIME_MS, signal };
  if (options.criSocket !== undefined) {
    const found = await askRuntime(host.local, options.criSocket, limits);
    return { ...found, socket: await spell(options.criSocket, kubeletVersion) };
  }
  const found = await findRuntimes(host.files, host.local, limits);
  const answering = found.filter(({ answer }) => answer !== undefined);
  if (answering.length > 1) {
    const list = answering.map(({ socket, answer }) => `${socket} (${answer?.name})`).join(", ");
    throw new JoinError("cri-socket-malformed", `Several container runtimes answer: ${list}`, {
      hint: "choose one with --cri-socket",
    });
  }
  const chosen = answering[0] ?? found[0] ?? { socket: KNOWN_SOCKETS[0], answer: undefined };
  return { ...chosen, socket: await spell(chosen.socket, kubeletVersion) };
}

/** Kubelets before 1.24 were given the bare path; later ones warn about it. */
async function spell(
  socket: string,
  kubeletVersion: () => Promise<KubeletVersion>,
): Promise<string> {
  if (socket.startsWith("unix://")) return socket;
  // Without a kubelet there is a finding about that; the runtime's is another.
  const version = await kubeletVersion().catch(() => undefined);
  return version === undefined || isAtLeast(version, 24) ? `unix://${socket}` : socket;
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => asked ??= ask();
}
