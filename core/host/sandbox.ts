import { createRawFiles } from "./raw_files.ts";
import { rootPrefix } from "./root_prefix.ts";
import type { Sandbox } from "./types.ts";

/** Programs of others under `root`, each as a user of its own when we are root. */
export function createSandbox(root: string): Sandbox {
  const prefix = rootPrefix(root);
  const privileged = Deno.uid() === 0;
  /** One user for all runs, which follow one another: the end of each ends all that it has. */
  let chosen: number | undefined;

  async function user(): Promise<number | undefined> {
    if (!privileged) return undefined;
    const { freeUserId } = await import("./sandbox_user.ts");
    return chosen ??= freeUserId();
  }

  return {
    privileged,
    files: createRawFiles(root),
    async run(path, input, limits) {
      const { runExecutable } = await import("./sandbox_executable.ts");
      return await runExecutable({ path: prefix + path, uid: await user() }, input, limits);
    },
    async open(module, limits) {
      const { openPluginProcess } = await import("./sandbox_plugin.ts");
      return await openPluginProcess(module, limits, await user());
    },
  };
}
