import { JoinError } from "../../engine/errors.ts";
import type { Emit } from "../../engine/events.ts";
import type { Inputs } from "../../host/types.ts";
import { type PatchType, readPatchFileName } from "./file_name.ts";
import type { KubeletPatch } from "./patch.ts";
import { readPatchFile } from "./read_patch.ts";

const OTHERS_WRITE = 0o002;
/** kubeadm has no bound; nobody nests patches by hand. */
const DEEPEST = 4;
const MOST_PATCHES = 256;

/**
 * The patches of a directory as kubeadm keeps one, in the order in which they are applied: by name, a
 * directory's own files at its place. What is a control plane's, or no patch by its name, is left out and said.
 *
 * @throws JoinError `patches-unreadable`, `patches-unsafe`, `patch-malformed`, `file-failed`
 */
export async function readPatchDirectory(
  directory: string,
  { inputs, emit }: { inputs: Inputs; emit: Emit },
): Promise<KubeletPatch[]> {
  const root = directory.replace(/(.)\/+$/, "$1");
  const files = await findFiles(root, { inputs, emit }, 1);
  const patches: KubeletPatch[] = [];
  for (const { path, type } of files) {
    const file = await inputs.read(path);
    if (file === undefined) throw unreadable(`There is no patch ${path} any more`);
    if ((file.mode & OTHERS_WRITE) !== 0) throw unsafe(path, "chmod o-w");
    patches.push(...readPatchFile(path, file.text, type));
    if (patches.length > MOST_PATCHES) {
      throw unreadable(`${root} holds more than ${MOST_PATCHES} patches`);
    }
  }
  return patches;
}

async function findFiles(
  directory: string,
  ctx: { inputs: Inputs; emit: Emit },
  depth: number,
): Promise<{ path: string; type: PatchType }[]> {
  const listed = await ctx.inputs.list(directory);
  if (listed === undefined) throw unreadable(`There is no directory ${directory}`);
  if ((listed.mode & OTHERS_WRITE) !== 0) throw unsafe(directory, "chmod o-w");
  const found: { path: string; type: PatchType }[] = [];
  for (const { name, kind } of listed.entries) {
    const path = `${directory}/${name}`;
    if (kind === "directory" && !name.startsWith(".")) {
      if (depth === DEEPEST) throw unreadable(`${path} is nested too deep for patches`);
      found.push(...await findFiles(path, ctx, depth + 1));
      continue;
    }
    const read = kind === "directory" || kind === "linked-directory"
      ? { kind: "left-out", because: "it is a directory" } as const
      : readPatchFileName(name);
    if (read.kind === "left-out") {
      const text = `${path} is left out of the patches: ${read.because}`;
      ctx.emit({ kind: "note", level: "info", text });
    } else if (read.kind === "wrong") {
      const text = `Cannot use ${path} as a patch: ${read.because}`;
      throw new JoinError("patch-malformed", text, { hint: read.hint });
    } else if (kind === "dangling") {
      throw unreadable(`${path} is a link to nothing`);
    } else found.push({ path, type: read.type });
  }
  return found;
}

function unreadable(message: string): JoinError {
  return new JoinError("patches-unreadable", message);
}

function unsafe(path: string, how: string): JoinError {
  return new JoinError("patches-unsafe", `Everybody on this machine can change ${path}`, {
    hint: `\`${how} ${path}\`, if what it says is yours`,
  });
}
