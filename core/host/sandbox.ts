import { JoinError } from "../engine/errors.ts";
import { createRawFiles } from "./raw_files.ts";
import { rootPrefix } from "./root_prefix.ts";
import { passLines } from "./sandbox_log.ts";
import { cappedOutput, feed } from "./sandbox_output.ts";
import { startWatched } from "./sandbox_process.ts";
import { closedToOthers, freeUserId } from "./sandbox_user.ts";
import type { Sandbox } from "./types.ts";

/** All that an executable finds in its environment. */
const ENVIRONMENT = { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" } as const;

/** Programs of others under `root`, each as a user of its own when we are root. */
export function createSandbox(root: string): Sandbox {
  const prefix = rootPrefix(root);
  const privileged = Deno.uid() === 0;
  /** One user for all runs, which follow one another: the end of each ends all that it has. */
  let chosen: number | undefined;

  function user(): number | undefined {
    return privileged ? chosen ??= freeUserId() : undefined;
  }

  return {
    privileged,
    files: createRawFiles(root),
    async run(path, input, limits) {
      const uid = user();
      const closed = uid === undefined ? undefined : closedToOthers(prefix + path, "execute");
      if (closed !== undefined) {
        throw new JoinError(
          "plugin-unconfined",
          `Cannot run ${limits.what} as a user of its own: ${closed} is closed to other users`,
          { hint: "`chmod o+rx` the file and the directories above it" },
        );
      }
      const command = { path: prefix + path, args: [], env: ENVIRONMENT, uid };
      const watched = startWatched(command, limits);
      const logged = passLines(watched.child.stderr, limits.log);
      const fed = feed(watched, input, true);
      // Whoever is first to fail is thrown; the others then fail for the same reason.
      for (const aside of [logged, fed]) aside.catch(() => {});
      try {
        let stdout = "";
        for await (const text of cappedOutput(watched, limits.what)) stdout += text;
        const { code } = await watched.unlessStopped(watched.ended);
        await watched.unlessStopped(fed);
        return { code, stdout };
      } finally {
        await watched[Symbol.asyncDispose]();
        await Promise.allSettled([logged, fed]);
      }
    },
    async open(module, limits) {
      const { openPluginProcess } = await import("./sandbox_plugin.ts");
      return await openPluginProcess(module, limits, user());
    },
  };
}
