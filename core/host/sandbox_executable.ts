import { JoinError } from "../engine/errors.ts";
import { passLines } from "./sandbox_log.ts";
import { cappedOutput, feed } from "./sandbox_output.ts";
import { startWatched } from "./sandbox_process.ts";
import { closedToOthers } from "./sandbox_user.ts";
import type { SandboxLimits } from "./types.ts";

/** All that an executable finds in its environment. */
const ENVIRONMENT = { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" } as const;

/**
 * Runs an executable to its end, with this on its standard input.
 *
 * @param executable `path`: on the machine that we run on; `uid`: whom to run it as, undefined: ourselves
 */
export async function runExecutable(
  { path, uid }: { path: string; uid: number | undefined },
  input: string,
  limits: SandboxLimits,
): Promise<{ code: number; stdout: string }> {
  const closed = uid === undefined ? undefined : closedToOthers(path, "execute");
  if (closed !== undefined) {
    throw new JoinError(
      "plugin-unconfined",
      `Cannot run ${limits.what} as a user of its own: ${closed} is closed to other users`,
      { hint: "`chmod o+rx` the file and the directories above it" },
    );
  }
  const watched = startWatched({ path, args: [], env: ENVIRONMENT, uid }, limits);
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
}
