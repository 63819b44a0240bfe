import type { JoinFlags } from "../../core/config/join_flags.ts";
import { createEmit, type JoinEvent } from "../../core/engine/events.ts";
import { toJoinError } from "../../core/engine/errors.ts";
import { createClock } from "../../core/host/clock.ts";
import { createHost } from "../../core/host/host.ts";
import type { Host } from "../../core/host/types.ts";
import { join } from "../../core/join.ts";
import { discovery } from "../../phases/discovery.ts";
import { kubeletDynamicConfig } from "../../phases/kubelet_dynamic_config.ts";
import { tlsBootstrap } from "../../phases/tls_bootstrap.ts";
import { plugins } from "../../plugins/manifest.ts";
import { fakeServices } from "../core/kit/joining.ts";

/** The network side of a join: what a machine asks of the cluster before its kubelet is started. */
const PHASES = [discovery, kubeletDynamicConfig, tlsBootstrap];

export interface CrowdOptions {
  readonly count: number;
  readonly endpoint: string;
  readonly token: string;
  readonly pin: string;
  /** Of the kubelet that each machine claims to have, as in `v1.37.2`. */
  readonly kubeletVersion: string;
  /** Node names are this, and a number. */
  readonly prefix: string;
}

/** What one of the machines came to. */
export interface Member {
  readonly name: string;
  /** The error's code, where it did not get its certificate. */
  readonly error?: string;
  /** From the start of all to its certificate. */
  readonly ms: number;
  /** Requests of any outcome, and those among them that were no success and no plain "not there". */
  readonly requests: number;
  readonly refused: number;
}

/**
 * So many machines join at once, in one process: each with its own root, key, connections and name. Only the
 * kubelet is missing, and the container runtime.
 */
export async function joinTogether(options: CrowdOptions): Promise<Member[]> {
  const memory = await Deno.stat("/dev/shm").catch(() => undefined);
  // So many files at once would measure the disk.
  const parent = memory?.isDirectory ? { dir: "/dev/shm" } : {};
  const directory = await Deno.makeTempDir({ ...parent, prefix: "kubeworker-crowd-" });
  try {
    const began = performance.now();
    const names = Array.from({ length: options.count }, (_, at) => `${options.prefix}-${at + 1}`);
    return await Promise.all(names.map((name) => joinOne(name, directory, began, options)));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Adds figures to the file that KUBEWORKER_CROWD_RESULT names, if it names one. */
export async function keepFigures(figures: Readonly<Record<string, unknown>>): Promise<void> {
  const file = Deno.env.get("KUBEWORKER_CROWD_RESULT");
  if (file === undefined) return;
  await Deno.writeTextFile(file, `${JSON.stringify(figures)}\n`, { append: true });
}

async function joinOne(
  name: string,
  directory: string,
  began: number,
  options: CrowdOptions,
): Promise<Member> {
  const root = `${directory}/${name}`;
  await Deno.mkdir(root);
  const requests: (JoinEvent & { kind: "request" })[] = [];
  const clock = createClock();
  const emit = createEmit(clock, (event) => {
    if (event.kind === "request") requests.push(event);
  });
  const services = fakeServices();
  using bare = await createHost({
    ...{ root, dryRun: false, emit, version: "0.0.0-crowd", clock, services },
  });
  const flags: JoinFlags = {
    endpoints: [options.endpoint],
    token: options.token,
    discoveryTokenCaCertHash: [options.pin],
    nodeName: name,
    // All of them, the cluster and its database share the cores of one machine.
    timeout: ["discovery=10m", "kubernetesAPICall=10m", "tlsBootstrap=10m"],
  };
  let error: string | undefined;
  try {
    await join({
      ...{ phases: PHASES, plugins, flags, emit },
      host: asMachine(bare, name, options.kubeletVersion),
      resetHost: () => Promise.reject(new Error("nothing is taken back here")),
      signal: new AbortController().signal,
    });
  } catch (thrown) {
    const { code, message } = toJoinError(thrown);
    error = `${code}: ${message}`;
  }
  return {
    name,
    ...(error === undefined ? {} : { error }),
    ms: performance.now() - began,
    requests: requests.length,
    refused: requests.filter(({ status = 0 }) => status === 0 || status === 429 || status >= 500)
      .length,
  };
}

/** With a kubelet that only says its version, and no container runtime. */
function asMachine(host: Host, name: string, kubeletVersion: string): Host {
  return {
    ...host,
    machine: { ...host.machine, hostName: () => name },
    local: { ...host.local, grpc: () => Promise.resolve(undefined) },
    exec: {
      has: () => Promise.resolve(true),
      run: () => Promise.resolve({ code: 0, stdout: `Kubernetes ${kubeletVersion}\n`, stderr: "" }),
    },
  };
}
