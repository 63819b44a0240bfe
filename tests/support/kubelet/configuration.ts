import { hostname } from "node:os";
import { parse } from "yaml";
import { Fatal } from "./fatal.ts";
import type { RootedFiles } from "./rooted_files.ts";

/** What the stand-in takes from the kubelet's configuration and flags. */
export interface KubeletConfiguration {
  nodeName: string;
  healthzBindAddress: string;
  /** 0 turns the health endpoint off. */
  healthzPort: number;
  /** `--dynamic-config-dir`. */
  dynamicConfigDir?: string | undefined;
}

const configPath = "/var/lib/kubelet/config.yaml";
const flagsPath = "/var/lib/kubelet/kubeadm-flags.env";

/** Reads `config.yaml` and the flags as the kubelet's unit passes them. Throws `Fatal` where the kubelet would end. */
export async function readConfiguration(files: RootedFiles): Promise<KubeletConfiguration> {
  const text = await files.read(configPath);
  if (text === undefined) {
    throw new Fatal(
      `failed to load kubelet config file, path: ${configPath}, error: failed to load Kubelet config file ` +
        `${configPath}, error failed to read kubelet config file "${configPath}", error: open ${configPath}: ` +
        "no such file or directory",
    );
  }
  const config = parsed(text);
  const flags = await readFlags(files);
  if (config.containerRuntimeEndpoint === "" && !flags.has("container-runtime-endpoint")) {
    throw new Fatal(
      "failed to validate kubelet configuration, error: the containerRuntimeEndpoint was not specified or empty, " +
        `path: &TypeMeta{Kind:KubeletConfiguration,APIVersion:${config.apiVersion},}`,
    );
  }
  const caPath = member(member(config.authentication, "x509"), "clientCAFile");
  if (typeof caPath === "string" && await files.read(caPath) === undefined) {
    throw new Fatal(
      "failed to run Kubelet: failed to construct kubelet dependencies: unable to load client CA file " +
        `${caPath}: open ${caPath}: no such file or directory`,
    );
  }
  const hostsName = (await files.read("/etc/hostname"))?.trim() || hostname();
  return {
    nodeName: (flags.get("hostname-override") ?? hostsName).toLowerCase(),
    healthzBindAddress: typeof config.healthzBindAddress === "string"
      ? config.healthzBindAddress
      : "127.0.0.1",
    healthzPort: typeof config.healthzPort === "number" ? config.healthzPort : 10248,
    dynamicConfigDir: flags.get("dynamic-config-dir"),
  };
}

function parsed(text: string): Record<string, unknown> {
  const config: unknown = parse(text);
  const kind = member(config, "kind");
  const version = member(config, "apiVersion");
  if (kind !== "KubeletConfiguration" || version !== "kubelet.config.k8s.io/v1beta1") {
    throw new Fatal(
      `failed to load kubelet config file, path: ${configPath}, error: no kind "${kind}" is registered for version ` +
        `"${version}" in scheme "k8s.io/kubernetes/pkg/kubelet/apis/config/scheme/scheme.go"`,
    );
  }
  return { ...config as Record<string, unknown> };
}

async function readFlags(files: RootedFiles): Promise<Map<string, string>> {
  const text = await files.read(flagsPath) ?? "";
  const value = /^KUBELET_KUBEADM_ARGS="?(.*?)"?\s*$/m.exec(text)?.[1] ?? "";
  const flags = value.split(/\s+/).filter((flag) => flag.startsWith("--"));
  return new Map(flags.map((flag) => {
    const [name = "", ...rest] = flag.slice(2).split("=");
    return [name, rest.join("=")];
  }));
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
