import type { JoinContext } from "../../../core/context.ts";
import type { Fix } from "./fix.ts";
import { withLine } from "./settings_file.ts";

const DIRECTORY = "/etc/modules-load.d";
const PATH = `${DIRECTORY}/kubeworker.conf`;

export const BRIDGE_MODULE = "br_netfilter";

/** Modules of the kernel that container runtimes and pod networks use. */
export const moduleFixes: readonly Fix[] = [
  moduleFix("overlay", "load the file system that images are unpacked to"),
  moduleFix(BRIDGE_MODULE, "let the kernel filter packets between pods of this node"),
];

function moduleFix(module: string, summary: string): Fix {
  return {
    name: `KernelModule-${module}`,
    summary,
    changes: [`writes ${module} into ${PATH} (0644)`, `loads ${module} now, by modprobe`],
    run: (ctx) => loadNowAndAtBoot(module, ctx),
  };
}

/**
 * First for the next boot: a module that is loaded already is not looked at again. One that this kernel has
 * not is not asked for at every boot.
 */
export async function loadNowAndAtBoot(
  module: string,
  { host: { files, kernel }, signal }: Pick<JoinContext, "host" | "signal">,
): Promise<void> {
  await files.makeDirectory(DIRECTORY, 0o755);
  const before = await files.read(PATH);
  await files.write(PATH, withLine(before, module, module), { mode: 0o644 });
  try {
    await kernel.loadModule(module, signal);
  } catch (error) {
    if (before === undefined) await files.remove(PATH);
    else await files.write(PATH, before, { mode: 0o644 });
    throw error;
  }
}
