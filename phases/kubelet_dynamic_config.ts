import type { JoinContext, JoinPhase } from "../core/context.ts";
import { adaptConfiguration } from "../core/node/kubelet_configuration.ts";
import { dropInsOf, factsWithDropIns, recallFacts } from "../core/node/kubelet_drop_ins.ts";
import { flagsFile, kubeletFlags, usesInstanceConfig } from "../core/node/kubelet_flags.ts";
import { meetDemands } from "../core/node/kubelet_demands.ts";
import type { JsonObject } from "../core/node/patches/json.ts";
import { PATHS } from "../core/node/paths.ts";
import type { JoinState } from "../core/engine/state.ts";
import { beginJoin } from "../core/resume/same_join.ts";
import { nodeIpFor } from "../core/node/registration.ts";
import { findResolvConf } from "../core/node/resolv_conf.ts";
import { fittingFor } from "../core/node/system_fitting.ts";
import { warnOfDriverConflict } from "./kubelet_dynamic_config/cgroup_driver.ts";
import { fetchFitting } from "./kubelet_dynamic_config/fetch.ts";

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
    "writes drop-ins of the kubelet's configuration (0644), where some were asked for",
  ],

  validate(ctx) {
    return ctx.options.dynamicConfig === undefined
      ? undefined
      : dynamic().then(({ validate }) => validate(ctx));
  },

  async run({ cluster }, ctx) {
    const { host, facts, options } = ctx;
    const version = await facts.kubeletVersion();
    if (options.dynamicConfig !== undefined) await (await dynamic()).prepare(cluster, ctx);
    const dropIns = dropInsOf(options.kubelet, options.kubeletArguments, version);
    const [source, { socket, answer }, resolvConf, nodeIp] = await Promise.all([
      fetchFitting(cluster, version, ctx),
      facts.containerRuntime(),
      findResolvConf(host, ctx.signal),
      nodeIpFor(cluster.server, ctx),
    ]);
    ctx.emit({
      kind: "node",
      name: options.nodeName,
      kubeletVersion: version.text,
      ...(answer === undefined
        ? {}
        : { runtime: { name: answer.name, version: answer.version, socket } }),
    });
    const instance = usesInstanceConfig(version);
    const adapted = adaptConfiguration(source, {
      containerRuntimeEndpoint: instance ? socket : undefined,
      resolvConf,
      system: await fittingFor(host.machine),
      patch: await patcher(ctx),
      caPath: options.caPath,
    });
    const { healthz, tolerance, cgroupDriver } = dropIns === undefined
      ? adapted
      : await factsWithDropIns(adapted.configuration, dropIns, host.files);
    const { ignorePreflightErrors: ignored } = options;
    await meetDemands(tolerance, host, { version, ignored });
    await warnOfDriverConflict(cgroupDriver, version, ctx);
    const { more, gate } = options.dynamicConfig === undefined
      ? NOTHING_MORE
      : (await dynamic()).flagsFor(version, adapted.text);
    const flags = kubeletFlags({
      version,
      criSocket: socket,
      hostnameOverride: options.nodeNameOverride ? options.nodeName : undefined,
      labels: options.labels,
      taints: options.taints,
      nodeIp,
      configDirectory: dropIns?.directory,
      more,
      extra: [...gate, ...options.kubeletArguments],
    });
    await beginJoin(cluster, ctx);
    await host.files.makeDirectory(PATHS.kubelet, 0o700);
    const mode = 0o644;
    if (instance) {
      const text = `containerRuntimeEndpoint: ${JSON.stringify(socket)}\n`;
      await host.files.write(PATHS.instanceConfig, text, { mode });
    }
    if (dropIns !== undefined) {
      await host.files.makeDirectory(dropIns.directory, 0o755);
      for (const [path, text] of dropIns.written) await host.files.write(path, text, { mode });
    }
    await host.files.write(PATHS.kubeletConfig, adapted.text, { mode });
    await host.files.write(PATHS.kubeletFlags, flagsFile(flags), { mode });
    return { kubeletConfig: { healthz, criSocket: socket } };
  },

  describe({ kubeletConfig }) {
    return `container runtime ${kubeletConfig.criSocket}`;
  },

  /** What a node runs on is not exchanged under it. */
  resume: (_input, ctx) => ctx.earlier?.complete ? recallConfig(ctx) : Promise.resolve(undefined),

  recall: recallConfig,
};

async function recallConfig({
  host,
  facts,
}: JoinContext): Promise<Pick<JoinState, "kubeletConfig"> | undefined> {
  const text = await host.files.read(PATHS.kubeletConfig);
  if (text === undefined) return undefined;
  const { socket } = await facts.containerRuntime();
  const { healthz } = await recallFacts(text, host.files);
  return { kubeletConfig: { healthz, criSocket: socket } };
}

const NOTHING_MORE = { more: {}, gate: [] } as const;

/** For old clusters alone. */
function dynamic() {
  return import("./kubelet_dynamic_config/dynamic.ts");
}

/** The operator's patches, and the code that applies them, only where there are some. */
async function patcher({ options: { kubelet: { patches } } }: JoinContext) {
  if (patches.length === 0) return undefined;
  const { applyPatches } = await import("../core/node/patches/apply.ts");
  return (configuration: JsonObject) => applyPatches(configuration, patches);
}
