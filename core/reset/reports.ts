import { reportPaths } from "../report/place.ts";
import type { ResetContext } from "./context.ts";
import type { FileLog } from "./file_log.ts";

/** The records of joins go with what they tell of: else `kubeworker report` would speak of a node that is none. */
export async function removeReports(
  log: FileLog,
  { host: { files, undo } }: ResetContext,
): Promise<void> {
  for (const path of await reportPaths(files)) {
    await log.take(path, async () => {
      await undo.removeTree(path);
      return { kind: "removed" };
    });
  }
}
