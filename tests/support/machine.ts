import type { Services, ServiceStatus } from "../../core/host/types.ts";
import { type ContainerRuntime, startContainerRuntime } from "./container_runtime.ts";
import { type KubeletService, kubeletService } from "./kubelet_service.ts";

export interface MachineOptions {
  /** What `kubelet --version` says there. Default v1.37.2. */
  kubeletVersion?: string;
  /** Flags of the stand-in kubelet, as in `["--crash", "swap is on"]`. */
  kubeletFlags?: readonly string[];
  /** Whether a container runtime answers. Default true. */
  runtime?: boolean;
  /** The directory that stands for `/`; it is made when there is none, and removed in the end. */
  root?: string;
}

/** A bare machine under a temporary directory: a kubelet, a container runtime, and what starts the kubelet. */
export interface Machine extends AsyncDisposable {
  readonly root: string;
  readonly services: Services;
  readonly kubelet: KubeletService;
}

export async function createMachine(options: MachineOptions = {}): Promise<Machine> {
  const root = options.root ?? await Deno.makeTempDir({ prefix: "kubeworker-" });
  await Deno.mkdir(`${root}/usr/bin`, { recursive: true });
  await Deno.mkdir(`${root}/run/containerd`, { recursive: true });
  await Deno.mkdir(`${root}/var`, { recursive: true });
  await Deno.symlink("../run", `${root}/var/run`);
  const version = options.kubeletVersion ?? "v1.37.2";
  await Deno.writeTextFile(`${root}/usr/bin/kubelet`, `#!/bin/sh\necho "Kubernetes ${version}"\n`, {
    mode: 0o755,
  });
  const runtime: ContainerRuntime | undefined = options.runtime === false
    ? undefined
    : await startContainerRuntime({ path: `${root}/run/containerd/containerd.sock` });
  const kubelet = kubeletService({ root, flags: options.kubeletFlags ?? [] });
  return {
    root,
    kubelet,
    services: asServices(kubelet),
    async [Symbol.asyncDispose]() {
      await kubelet.stop();
      await runtime?.[Symbol.asyncDispose]();
      await Deno.remove(root, { recursive: true });
    },
  };
}

/** The stand-in kubelet as a unit of systemd's kind, which does not restart it by itself. */
function asServices(kubelet: KubeletService): Services {
  let started = false;
  return {
    kind: "systemd",
    status(): Promise<ServiceStatus> {
      const state = kubelet.isActive() ? "running" : started ? "failed" : "stopped";
      return Promise.resolve({ found: true, enabled: true, state, restarts: 0 });
    },
    async restart() {
      started = true;
      await kubelet.restart();
    },
    stop: () => kubelet.stop(),
    start: () => kubelet.start(),
    enable: () => Promise.resolve(),
    disable: () => Promise.resolve(),
    reload: () => Promise.resolve(),
    lastLines: (_unit, count) =>
      Promise.resolve(kubelet.lastLog().trim().split("\n").filter(Boolean).slice(-count)),
  };
}
