import { JoinError } from "../engine/errors.ts";
import { STATE_DIRECTORY } from "./ledger.ts";
import { sweep } from "./recover.ts";
import { rootPrefix } from "./root_prefix.ts";

/** How many earlier reports stay: `report.1.json` is the one before the last. */
const EARLIER = 9;

/** The records of joins, beside the journal. They are no change to the machine, and are not journalled. */
export interface Reports {
  /**
   * Keeps a report as the last one (`report.json`, 0600); those before move one on.
   *
   * @throws JoinError `file-failed`
   */
  keep(text: string): Promise<void>;
  /** Whether there is a last one. */
  kept(): Promise<boolean>;
}

export function createReports(root: string): Reports {
  const directory = rootPrefix(root) + STATE_DIRECTORY;
  function place(age: number): string {
    return `${directory}/report${age === 0 ? "" : `.${age}`}.json`;
  }
  return {
    async keep(text) {
      const temporary = `${directory}/.report.json.kubeworker-${crypto.randomUUID().slice(0, 8)}`;
      try {
        await Deno.mkdir(directory, { recursive: true, mode: 0o755 });
        // What a run that was killed had half written.
        await sweep(directory, "report.json");
        await writeSynced(temporary, text);
        for (let age = EARLIER; age > 0; age--) {
          await Deno.rename(place(age - 1), place(age)).catch(ignoreMissing);
        }
        await Deno.rename(temporary, place(0));
      } catch (cause) {
        await Deno.remove(temporary).catch(() => {});
        throw new JoinError("file-failed", `Cannot write ${STATE_DIRECTORY}/report.json`, {
          cause,
        });
      }
    },
    kept: () => Deno.lstat(place(0)).then(() => true, () => false),
  };
}

async function writeSynced(path: string, text: string): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
  await file.sync();
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
