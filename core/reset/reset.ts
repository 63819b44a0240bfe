import { JoinError } from "../engine/errors.ts";
import type { Outcome } from "../engine/events.ts";
import type { ResetReport } from "../engine/reset_report.ts";
import { PATHS } from "../node/paths.ts";
import { isSweepable, removeEarlyTraces, removeTraces, sweep } from "./clear.ts";
import { type ResetContext, warn } from "./context.ts";
import { createFileLog } from "./file_log.ts";
import { hasJoined } from "./kubelet_traces.ts";
import { deleteNode } from "./node_object.ts";
import { ownNodeIsReady, ownNodeName } from "./own_node.ts";
import { removePods, unmountVolumes } from "./pods.ts";
import { removeReports } from "./reports.ts";
import { removeDirectories, undoAll } from "./undo_all.ts";
import { undoSteps } from "./undo_steps.ts";
import { sayUntouched } from "./untouched.ts";

/** Only a control plane, or an etcd member beside it, has these. */
const CONTROL_PLANE = [
  ...["kube-apiserver", "etcd"].map((name) => `${PATHS.kubernetes}/manifests/${name}.yaml`),
  ...["ca", "etcd/ca", "front-proxy-ca", "sa"].map((name) => `${PATHS.pki}/${name}.key`),
];
const KUBELET_HEALTHZ = "http://127.0.0.1:10248/healthz";
const HEALTHZ_MS = 1000;

/**
 * Takes this machine back to what it was before kubeworker first changed it, by the journal; without one, as
 * far as `kubeadm reset` does for a worker. Each step looks first, so that a reset that was broken off is
 * finished by the next one.
 *
 * @throws JoinError `reset-refused`, `reset-incomplete`, `lock-held`, `file-failed`, `kubelet-start-failed`
 */
export async function reset(ctx: ResetContext): Promise<Outcome> {
  const { host, options, signal } = ctx;
  const { undo } = host;
  await refuse(ctx);
  await undo.begin();
  const records = await undo.journal();
  const joined = hasJoined(records);
  const sweeping = !joined && await isWorthSweeping(records.length > 0, ctx);
  const steps = undoSteps(records, options);
  const log = createFileLog(ctx);
  const name = await ownNodeName(host);
  const follows = await host.files.stat(PATHS.dynamicConfig) !== undefined;
  if (joined || sweeping) {
    await stopKubelet(name, ctx);
    await refuseLivingKubelet(ctx);
    await deleteNode(name, ctx);
    await removePods(ctx);
    await unmountVolumes(ctx);
  }
  await undoAll(steps, records, log, ctx);
  if (joined) await removeTraces(records, log.report.restored, log, ctx);
  else await removeEarlyTraces(records, log, ctx);
  if (sweeping) await sweep(log, ctx);
  await removeDirectories(steps, log, ctx);
  await removeReports(log, ctx);
  signal.throwIfAborted();
  // With the journal still in its place, the next reset goes on from here.
  log.finish();
  const journal = await undo.retire();
  const report = journal === undefined ? log.report : { ...log.report, journal };
  if (joined || sweeping) sayUntouched(name, follows, ctx);
  return {
    ok: true,
    dryRun: options.dryRun,
    ...(name === undefined ? {} : { nodeName: name }),
    reset: report,
    summary: summarize(report, { node: joined || sweeping, dryRun: options.dryRun }),
  };
}

async function refuse({ host, options }: ResetContext): Promise<void> {
  if (host.root === "/" && host.machine.uid !== 0 && !options.dryRun) {
    throw new JoinError("reset-refused", "The user running this is not root", {
      hint: "run it with sudo; `--dry-run` shows what it would do",
    });
  }
  for (const path of CONTROL_PLANE) {
    if (await host.files.stat(path) === undefined) continue;
    throw new JoinError("reset-refused", `This machine is a control plane: ${path} is there`, {
      hint: "`kubeadm reset` takes down a control plane",
    });
  }
}

/** Where there is or was a journal, what it does not say is left alone, unless others joined this machine. */
async function isWorthSweeping(hasRecords: boolean, ctx: ResetContext): Promise<boolean> {
  const { files, undo } = ctx.host;
  if (!hasRecords && (await undo.retired()).length === 0) return await isSweepable(ctx);
  for (const path of [PATHS.kubeletConf, PATHS.bootstrapConf]) {
    if (await files.stat(path) !== undefined) return true;
  }
  return false;
}

async function stopKubelet(name: string | undefined, ctx: ResetContext): Promise<void> {
  const { host, signal } = ctx;
  if (host.services.kind === "none") {
    return warn(
      ctx,
      "The kubelet is not stopped: no service manager that we know runs this machine",
      "stop it yourself before the reset, if it runs",
    );
  }
  const { state } = await host.services.status("kubelet", signal);
  if (state === "stopped" || state === "failed") return;
  const ready = name === undefined ? undefined : await ownNodeIsReady(name, host, signal);
  warn(
    ctx,
    `${
      name === undefined
        ? "The kubelet runs"
        : `The kubelet of Node "${name}" runs${ready ? ", and the Node is Ready" : ""}`
    }: this stops it, and ends the pods on this machine`,
    name === undefined
      ? undefined
      : `\`kubectl drain ${name} --ignore-daemonsets\` before it moves them to other nodes`,
  );
  await host.services.stop("kubelet", signal);
}

/** One that no unit of that name runs, or that could not be stopped: its pods' volumes would go with it. */
async function refuseLivingKubelet({ host, options, signal }: ResetContext): Promise<void> {
  if (host.root !== "/" || options.dryRun || options.force) return;
  const status = await host.local.httpStatus(KUBELET_HEALTHZ, HEALTHZ_MS, signal);
  if (status === undefined) return;
  throw new JoinError("reset-refused", "A kubelet still runs: it answers at 127.0.0.1:10248", {
    hint: "`ss -ltnp sport = :10248` names it: stop it first, or go on regardless with --force",
  });
}

function summarize(
  { removed, restored, kept, journal }: ResetReport,
  { node, dryRun }: { node: boolean; dryRun: boolean },
): string {
  if (!node && journal === undefined) {
    return "There is no journal, and nothing of a node: nothing was to be undone.";
  }
  const counts = `${removed.length} removed, ${restored.length} restored, ${kept.length} kept`;
  if (dryRun) return `It would be: ${counts}.\nNothing was changed: this was a dry run.`;
  const where = journal === undefined ? "" : `\nThe journal of it is ${journal}.`;
  const what = node ? "This machine is no node any more" : "What was changed is undone";
  return `${what}: ${counts}.${where}`;
}
