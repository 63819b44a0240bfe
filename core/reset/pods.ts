import { toJoinError } from "../engine/errors.ts";
import type { Files } from "../host/types.ts";
import {
  askRuntime,
  findRuntimes,
  type FoundRuntime,
  socketPath,
} from "../node/container_runtime.ts";
import { PATHS } from "../node/paths.ts";
import { listSandboxes, type PodSandbox, removeSandbox } from "../node/pod_sandboxes.ts";
import { linkAbove } from "./behind_link.ts";
import { type ResetContext, warn } from "./context.ts";

const RUNTIME_MS = 5000;
/** A container may take its grace period to end. */
const SANDBOX_MS = 60_000;
/** So many at a time. */
const BESIDE = 8;

/** Removes the pods' sandboxes from every container runtime that answers. */
export async function removePods(ctx: ResetContext): Promise<void> {
  const { host: { files, local }, options: { criSocket, dryRun }, signal, emit } = ctx;
  const limits = { timeoutMs: RUNTIME_MS, signal };
  const found = await findRuntimes(files, local, limits);
  const known = found.map(({ socket }) => comparable(socket));
  const others = [criSocket, await configuredSocket(files)].filter((socket) =>
    socket !== undefined
  );
  for (const socket of new Set(others.map(comparable))) {
    if (!known.includes(socket)) found.push(await askRuntime(local, socket, limits));
  }
  for (const runtime of found.filter(({ answer }) => answer !== undefined)) {
    if (await isElsewhere(runtime, ctx)) continue;
    const sandboxes = await listSandboxes(local, runtime, limits);
    if (sandboxes === undefined) {
      warn(
        ctx,
        `The container runtime at ${runtime.socket} does not list its pods`,
        "`crictl pods` shows what is left",
      );
      continue;
    }
    for (let at = 0; at < sandboxes.length; at += BESIDE) {
      await Promise.all(
        sandboxes.slice(at, at + BESIDE).map((sandbox) => removePod(sandbox, runtime, ctx)),
      );
    }
    if (sandboxes.length === 0) continue;
    const verb = dryRun ? "Would remove" : "Removed";
    const text = `${verb} ${sandboxes.length} pods from the container runtime at ${runtime.socket}`;
    emit({ kind: "note", level: "info", text });
  }
}

/** An image's links lead to the machine that it is looked at on: its pods are not the image's. */
async function isElsewhere({ socket }: FoundRuntime, { host }: ResetContext): Promise<boolean> {
  return host.root !== "/" && await linkAbove(socketPath(socket), host.files) !== undefined;
}

/** The socket that a join wrote down for the kubelet. */
async function configuredSocket(files: Files): Promise<string | undefined> {
  const flags = await files.read(PATHS.kubeletFlags) ?? "";
  const config = await files.read(PATHS.instanceConfig) ?? "";
  return /--container-runtime-endpoint=([^\s"]+)/.exec(flags)?.[1] ??
    /^containerRuntimeEndpoint:\s*"?([^\s"]+)/m.exec(config)?.[1];
}

/** One spelling: /var/run is a link to /run everywhere. */
function comparable(socket: string): string {
  return socketPath(socket).replace(/^\/run\//, "/var/run/");
}

async function removePod(
  sandbox: PodSandbox,
  runtime: FoundRuntime,
  ctx: ResetContext,
): Promise<void> {
  const { host: { local }, signal } = ctx;
  const gone = await removeSandbox(local, runtime, sandbox, { timeoutMs: SANDBOX_MS, signal });
  if (gone) return;
  warn(
    ctx,
    `The pod ${sandbox.pod} (${sandbox.id}) could not be removed`,
    `\`crictl rmp --force ${sandbox.id}\` shows why`,
  );
}

/** Unmounts what is mounted below the kubelet's directory, deepest first: volumes of pods that are gone. */
export async function unmountVolumes(ctx: ResetContext): Promise<void> {
  const { undo, files } = ctx.host;
  // Behind a link there are mounts of somebody else's.
  if ((await files.stat(PATHS.kubelet))?.kind === "link") return;
  if (await linkAbove(PATHS.kubelet, files) !== undefined) return;
  for (const path of await undo.mountsBelow(PATHS.kubelet)) {
    ctx.signal.throwIfAborted();
    try {
      await undo.unmount(path, ctx.signal);
    } catch (thrown) {
      ctx.signal.throwIfAborted();
      warn(ctx, toJoinError(thrown).inFull, `\`fuser -vm ${path}\` shows who uses it`);
    }
  }
}
