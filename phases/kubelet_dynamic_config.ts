import type { JoinContext, JoinPhase } from "../core/context.ts";
import { fetchKubeletConfiguration } from "../core/kube/kubelet_config_map.ts";
import { bootstrapApi } from "../core/kube/bootstrap_api.ts";
import {
  adaptConfiguration,
  readHealthz,
  RESOLVED_CONF,
} from "../core/node/kubelet_configuration.ts";
import { flagsFile, kubeletFlags, usesInstanceConfig } from "../core/node/kubelet_flags.ts";
import { meetDemands } from "../core/node/kubelet_demands.ts";
import { PATHS } from "../core/node/paths.ts";
import { nodeIpFor } from "../core/node/registration.ts";

/**
 * Fetches the kubelet's configuration from the cluster, fits it to this machine, and writes it with the
 * flags that go with it. The kubelet itself is not touched.
 */
export const kubeletDynamicConfig: JoinPhase<"cluster", "kubeletConfig"> = {
  name: "kubelet-dynamic-config",
  summary: "fetch the kubelet's configuration and fit it to this machine",
  needs: ["cluster"],
  provides: ["kubeletConfig"],
  changes: [
    `writes ${PATHS.kubeletConfig} (0644)`,
    `writes ${PATHS.kubeletFlags} (0644)`,
    `writes ${PATHS.instanceConfig} (0644), for kubelets from 1.34 on`,
  ],

  async run({ cluster }, ctx) {
    const { host, facts, options } = ctx;
    const version = await facts.kubeletVersion();
    const [source, { socket }, resolvConf, nodeIp] = await Promise.all([
      fetchKubeletConfiguration(bootstrapApi(cluster, ctx), version.minor),
      facts.containerRuntime(),
      findResolvConf(ctx),
      nodeIpFor(cluster.server, ctx),
    ]);
    const instance = usesInstanceConfig(version);
    const adapted = adaptConfiguration(source, {
      containerRuntimeEndpoint: instance ? socket : undefined,
      resolvConf,
    });
    const { ignorePreflightErrors: ignored } = options;
    await meetDemands(adapted.tolerance, host, { version, ignored });
    const flags = kubeletFlags({
      version,
      criSocket: socket,
      hostnameOverride: options.nodeNameOverride ? options.nodeName : undefined,
      labels: options.labels,
      taints: options.taints,
      nodeIp,
      extra: options.kubeletArguments,
    });
    await host.files.makeDirectory(PATHS.kubelet, 0o700);
    const mode = 0o644;
    if (instance) {
      const text = `containerRuntimeEndpoint: ${JSON.stringify(socket)}\n`;
      await host.files.write(PATHS.instanceConfig, text, { mode });
    }
    await host.files.write(PATHS.kubeletConfig, adapted.text, { mode });
    await host.files.write(PATHS.kubeletFlags, flagsFile(flags), { mode });
    return { kubeletConfig: { healthz: adapted.healthz, criSocket: socket } };
  },

  describe({ kubeletConfig }) {
    return `container runtime ${kubeletConfig.criSocket}`;
  },

  async recall({ host, facts }) {
    const text = await host.files.read(PATHS.kubeletConfig);
    if (text === undefined) return undefined;
    const { socket } = await facts.containerRuntime();
    return { kubeletConfig: { healthz: readHealthz(text), criSocket: socket } };
  },
};

/** With systemd-resolved, /etc/resolv.conf names a server that pods cannot reach. */
async function findResolvConf({ host, signal }: JoinContext): Promise<string | undefined> {
  if (await host.files.stat(RESOLVED_CONF) === undefined) return undefined;
  const { state } = await host.services.status("systemd-resolved", signal);
  return state === "running" ? RESOLVED_CONF : undefined;
}
