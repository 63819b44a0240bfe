import type { JoinContext } from "../../core/context.ts";
import { findDriverConflict } from "../../core/node/cgroup_driver.ts";
import { findKubeletSetting } from "../../core/node/kubelet_settings.ts";
import { isAtLeast } from "../../core/node/kubelet_version.ts";
import { listQuietly, readQuietly } from "../../core/node/read_quietly.ts";
import { CONTAINERD_CONFIG, hasImage } from "../../core/node/runtime_settings.ts";
import { isServiceAlive, isWanted } from "../../core/node/units.ts";
import { type Check, error, type Finding, warning } from "./check.ts";

/** kubeadm writes cgroupDriver: systemd unless told otherwise. */
const SYSTEMD_SINCE = 22;
const SERVICES = ["containerd", "crio", "cri-docker"];
const RUNTIME_MS = 3000;
const REGISTRY_MS = 5000;

/** How the container runtime is set up. */
export const runtimeSettingChecks: readonly Check[] = [
  {
    name: "ContainerdConfig",
    summary: "containerd's configuration leaves its part for the kubelet on",
    group: "runtime",
    async run({ host, options, facts }) {
      if (options.criSocket !== undefined && !options.criSocket.includes("containerd")) return [];
      const config = (await readQuietly(host.files, CONTAINERD_CONFIG) ?? "").replace(/#.*$/gm, "");
      const [, disabled = ""] = /^\s*disabled_plugins\s*=\s*\[([^\]]*)\]/m.exec(config) ?? [];
      if (!/["'](cri|io\.containerd\.grpc\.v1\.cri)["']/.test(disabled)) return [];
      const { answer } = await facts.containerRuntime().catch(() => ({ answer: undefined }));
      const level = answer === undefined ? error : warning;
      return [
        level(
          `${CONTAINERD_CONFIG} turns off what the kubelet talks to: "cri" is among its disabled_plugins`,
          "take it out there, then `systemctl restart containerd`",
        ),
      ];
    },
  },
  {
    name: "RuntimeService",
    summary: "the container runtime is started at boot",
    group: "runtime",
    async run({ host: { files } }) {
      const found = await Promise.all(
        SERVICES.map(async (name) =>
          await isServiceAlive(files, name) && !await isWanted(files, name)
            ? [
              warning(
                `The service ${name} runs, but nothing starts it at boot`,
                `\`systemctl enable ${name}\``,
              ),
            ]
            : []
        ),
      );
      return found.flat();
    },
  },
  {
    name: "CgroupDriver",
    summary: "kubelet and container runtime make control groups in the same way",
    group: "runtime",
    run: compareDrivers,
  },
  {
    name: "SandboxImage",
    summary: "the image that holds a pod together is here, or can be fetched",
    group: "runtime",
    slow: true,
    run: lookForSandboxImage,
  },
];

/** A guess before there is a cluster: in a join, the configuration that it brings is compared. */
async function compareDrivers({ host, facts, alone }: JoinContext): Promise<Finding[]> {
  const version = await facts.kubeletVersion().catch(() => undefined);
  if (!alone || version === undefined) return [];
  const set = await findKubeletSetting(host.files, "cgroupDriver");
  const usual = isAtLeast(version, SYSTEMD_SINCE) ? "systemd" : "cgroupfs";
  const setting = set === undefined
    ? { driver: usual, from: "kubeadm's default for it" }
    : { driver: set.value, from: set.path };
  const conflict = findDriverConflict(setting, await facts.runtimeSettings(), version);
  return conflict === undefined ? [] : [warning(conflict.text, conflict.hint)];
}

/** Nobody can tell by the image's name whether it can be fetched; but its registry may be out of reach. */
async function lookForSandboxImage(ctx: JoinContext): Promise<Finding[] | undefined> {
  const { host, facts, signal, alone } = ctx;
  // A join asks nobody but the cluster.
  if (!alone) return undefined;
  const image = (await facts.runtimeSettings())?.sandboxImage;
  if (image === undefined) return [];
  const runtime = await facts.containerRuntime();
  const limits = { timeoutMs: RUNTIME_MS, signal };
  if (await hasImage(host.local, runtime, image, limits) !== false) return [];
  const [registry = "", ...path] = image.split("/");
  // Without a host in the name, or with mirrors, the runtime alone knows where it will ask.
  if (path.length === 0 || !/[.:]/.test(registry) || await hasMirrors(ctx)) return [];
  try {
    await host.https.request({
      method: "GET",
      url: `https://${registry}/v2/`,
      trust: { kind: "insecure", because: "only whether something answers is looked at" },
      timeoutMs: REGISTRY_MS,
      maxBytes: 1 << 16,
      signal,
    });
    return [];
  } catch {
    signal.throwIfAborted();
    return [
      warning(
        `The image ${image} is not here, and nothing answers at ${registry}: no pod can be started`,
        `bring it (\`ctr -n k8s.io images import FILE\`), or name another in the runtime's configuration`,
      ),
    ];
  }
}

async function hasMirrors({ host: { files, local } }: JoinContext): Promise<boolean> {
  if ((await listQuietly(files, "/etc/containerd/certs.d")).length > 0) return true;
  if (/registry\.mirrors/.test(await readQuietly(files, CONTAINERD_CONFIG) ?? "")) return true;
  try {
    return local.proxyFor("https://registry.invalid/") !== undefined;
  } catch {
    return true;
  }
}
