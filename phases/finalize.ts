import type { JoinContext, JoinPhase } from "../core/context.ts";
import { whileKubeletRuns } from "../core/node/kubelet_watch.ts";
import { isAtLeast } from "../core/node/kubelet_version.ts";
import { PATHS } from "../core/node/paths.ts";
import type { Cluster, NodeIdentity } from "../core/engine/state.ts";
import { isStartedSince } from "../core/resume/kubelet_started.ts";
import { awaitHealth } from "./finalize/health.ts";
import {
  annotateNode,
  awaitRegistration,
  CRI_SOCKET_ANNOTATION,
  nodeApi,
} from "./finalize/registration.ts";

/** Up to here the Node carries the runtime's socket as an annotation; later kubelets keep it themselves. */
const ANNOTATED_BEFORE = 34;

/** Starts the kubelet on its definitive identity and waits until it works. */
export const finalize: JoinPhase<"cluster" | "kubeletConfig" | "identity"> = {
  name: "finalize",
  summary: "start the kubelet and wait until the node is there",
  needs: ["cluster", "kubeletConfig", "identity"],
  provides: [],
  changes: [
    "starts (or restarts) the kubelet",
    "annotates the Node with the container runtime's socket, for kubelets before 1.34",
    "sets the Node's configSource, with --feature-gates=DynamicKubeletConfig=true",
    `removes ${PATHS.bootstrapConf}, if an earlier join left one`,
  ],

  validate(ctx) {
    return ctx.options.dynamicConfig === undefined ? undefined : validateDynamic(ctx);
  },

  async run({ cluster, kubeletConfig, identity }, ctx) {
    const { host, options } = ctx;
    await host.files.remove(PATHS.bootstrapConf, { secret: true });
    if (!identity.kubeletStarted && !await isRunningAlready(identity, ctx)) {
      await runBefore(cluster, ctx);
      await startKubelet(ctx);
    }
    const annotated = !isAtLeast(await ctx.facts.kubeletVersion(), ANNOTATED_BEFORE);
    if (options.wait === "none") {
      if (annotated) warnUnannotated(kubeletConfig.criSocket, ctx);
      if (options.dynamicConfig !== undefined) {
        const { sayHowToFollow } = await import("./finalize/config_source.ts");
        await sayHowToFollow(identity.nodeName, ctx);
      }
      return {};
    }
    await whileKubeletRuns(ctx, async (running) => {
      const waiting = { ...ctx, signal: running };
      const [, node] = await Promise.all([
        awaitHealth(kubeletConfig.healthz, waiting),
        awaitRegistration(nodeApi(cluster, identity, waiting), identity, waiting),
      ]);
      if (annotated) await annotateNode(nodeApi(cluster, identity, ctx), node, kubeletConfig);
    });
    if (options.dynamicConfig !== undefined) {
      const { followConfigMap } = await import("./finalize/config_source.ts");
      await followConfigMap({ cluster, identity }, ctx);
    }
    return {};
  },
};

/** What an operator gave is looked at before anything is done. */
async function validateDynamic(ctx: JoinContext): Promise<void> {
  const { requireKubeletSupport, requireSetter } = await import(
    "../core/node/dynamic_config_support.ts"
  );
  await requireKubeletSupport(ctx);
  await requireSetter(ctx);
}

function warnUnannotated(criSocket: string, { emit, options }: JoinContext): void {
  emit({
    kind: "note",
    level: "warning",
    text: "The Node is not annotated with its container runtime's socket, as nobody waits for it",
    hint:
      `kubeadm looks for it there: \`kubectl annotate node ${options.nodeName} ${CRI_SOCKET_ANNOTATION}=${criSocket}\``,
  });
}

/** Whether an earlier run started it on exactly the files that are there. */
async function isRunningAlready(
  { kept }: NodeIdentity,
  { host, earlier, emit, signal }: JoinContext,
): Promise<boolean> {
  if (earlier === undefined || kept === undefined) return false;
  if (!isStartedSince(await host.journal.records())) return false;
  const { state } = await host.services.status("kubelet", signal);
  if (state !== "running" && state !== "starting") return false;
  if (kept === "there" || !earlier.complete) return true;
  const text = "Somebody deleted the Node: the kubelet is started anew, so that it registers again";
  emit({ kind: "note", level: "warning", text });
  return false;
}

async function runBefore(
  { server }: Cluster,
  { hooks, options: { nodeName }, emit, signal }: JoinContext,
): Promise<void> {
  await hooks?.run("beforeKubelet", { nodeName, server, emit, signal });
}

async function startKubelet({ host, emit, signal }: JoinContext): Promise<void> {
  if (host.services.kind === "none") {
    emit({
      kind: "note",
      level: "warning",
      text: "Start the kubelet now: no service manager that we know runs this machine",
      hint:
        `kubelet --config=${PATHS.kubeletConfig} --kubeconfig=${PATHS.kubeletConf} with the flags of ${PATHS.kubeletFlags}`,
    });
    return;
  }
  await host.services.restart("kubelet", signal);
}
