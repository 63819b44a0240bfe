import type { JournalRecord } from "../engine/journal.ts";
import { PATHS } from "../node/paths.ts";
import { linkAbove } from "./behind_link.ts";
import type { ResetContext } from "./context.ts";
import type { FileLog } from "./file_log.ts";
import { writtenPaths } from "./written_paths.ts";
import { kubeletTraces, kubeletWroteConf } from "./kubelet_traces.ts";

/** What kubeadm's reset clears on a worker. The directories themselves stay. */
const EMPTIED = [
  PATHS.kubelet,
  `${PATHS.kubernetes}/manifests`,
  PATHS.pki,
  `${PATHS.kubernetes}/tmp`,
];
const SERVING = [`${PATHS.kubeletPki}/kubelet.crt`, `${PATHS.kubeletPki}/kubelet.key`];
const REMOVED = [PATHS.kubeletConf, PATHS.bootstrapConf];

/** What the kubelet wrote while it ran on our files. */
export async function removeTraces(
  records: readonly JournalRecord[],
  restored: readonly string[],
  log: FileLog,
  ctx: ResetContext,
): Promise<void> {
  const linked = await isLink(PATHS.kubelet, log, ctx);
  for (const path of await kubeletTraces(records, ctx.host.files)) {
    if (linked && path.startsWith(`${PATHS.kubelet}/`)) continue;
    if (!restored.includes(path)) await removeTree(path, log, ctx);
  }
  // Where the kubelet sent the request, it made the directory for what came of it, too.
  if (linked || !kubeletWroteConf(records)) return;
  await log.take(PATHS.kubeletPki, async () => {
    const gone = await ctx.host.undo.removeDirectory(PATHS.kubeletPki);
    return { kind: gone ? "removed" : "unchanged" };
  });
}

/**
 * What a kubelet makes that the service manager starts again and again, as packages leave it: as soon as its
 * configuration is there it gives itself a serving certificate, before we have started it.
 */
export async function removeEarlyTraces(
  records: readonly JournalRecord[],
  log: FileLog,
  ctx: ResetContext,
): Promise<void> {
  const begun = records.find((record) => record.state === "join");
  if (begun?.state !== "join" || await isLink(PATHS.kubelet, log, ctx)) return;
  const { found } = begun.target;
  for (const path of SERVING) if (!found.includes(path)) await removeTree(path, log, ctx);
  if (found.includes(PATHS.kubeletPki) || writtenPaths(records).has(PATHS.kubeletPki)) return;
  await log.take(PATHS.kubeletPki, async () => {
    const there = await ctx.host.files.stat(PATHS.kubeletPki) !== undefined;
    const gone = there && await ctx.host.undo.removeDirectory(PATHS.kubeletPki);
    return { kind: gone ? "removed" : "unchanged" };
  });
}

/** Whether there is anything that a sweep would remove. */
export async function isSweepable({ host: { files } }: ResetContext): Promise<boolean> {
  const [contents, infos] = await Promise.all([
    Promise.all(EMPTIED.map((directory) => files.list(directory))),
    Promise.all(REMOVED.map((path) => files.stat(path))),
  ]);
  return contents.some((names) => names.length > 0) || infos.some((info) => info !== undefined);
}

/** Without a journal: what kubeadm's reset does to files. */
export async function sweep(log: FileLog, ctx: ResetContext): Promise<void> {
  for (const directory of EMPTIED) {
    if (await isLink(directory, log, ctx)) continue;
    for (const name of await ctx.host.files.list(directory)) {
      await removeTree(`${directory}/${name}`, log, ctx);
    }
  }
  for (const path of REMOVED) await removeTree(path, log, ctx);
}

async function removeTree(path: string, log: FileLog, ctx: ResetContext): Promise<void> {
  ctx.signal.throwIfAborted();
  const { undo, files } = ctx.host;
  if (await files.stat(path) === undefined) return;
  const link = await linkAbove(path, files);
  await log.take(path, async () => {
    if (link !== undefined) return { kind: "kept", reason: `it lies behind the link ${link}` };
    const mounts = await undo.removeTree(path);
    return mounts.length === 0
      ? { kind: "removed" }
      : { kind: "kept", reason: `something is mounted at ${mounts.join(", ")}` };
  });
}

/** Nothing behind a link is removed: where it leads is not ours to say. */
async function isLink(directory: string, log: FileLog, { host }: ResetContext): Promise<boolean> {
  if ((await host.files.stat(directory))?.kind !== "link") return false;
  const target = await host.files.linkTarget(directory);
  const reason = `it is a link to ${target}, and nothing behind it was removed`;
  await log.take(directory, () => Promise.resolve({ kind: "kept", reason }));
  return true;
}
