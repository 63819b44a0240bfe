import { JoinError } from "../engine/errors.ts";
import { dryHost } from "./dry_run.ts";
import { dryUndo } from "./dry_undo.ts";
import { createBareMachine, type HostOptions } from "./bare_machine.ts";
import { actingHost } from "./host.ts";
import { type Ledger, STATE_DIRECTORY } from "./ledger.ts";
import { releaseLock, takeLock } from "./lock.ts";
import { createMounts } from "./mounts.ts";
import { rootPrefix } from "./root_prefix.ts";
import type { Files, ResetHost } from "./types.ts";
import { createUndo } from "./undo.ts";

/** The machine, to be taken back to what it was: the journal is read, and nothing is added to it. */
export async function createResetHost(options: HostOptions): Promise<ResetHost & Disposable> {
  const { dryRun, emit } = options;
  const machine = await createBareMachine(options);
  const { host } = machine;
  const { root, files } = host;
  const lock = createSilentLedger(root, files);
  const mounts = createMounts(root, host.exec);
  const undo = createUndo({ root, files, mounts, emit, begin: lock.begin });
  const acting = dryRun ? dryHost(host, emit) : actingHost(host, lock.ledger, emit);
  return {
    ...acting,
    undo: dryRun ? dryUndo(undo, { files: acting.files, mounts, emit }) : undo,
    [Symbol.dispose]() {
      machine[Symbol.dispose]();
      lock.ledger.close();
    },
  };
}

/** A ledger that writes nothing down: what is undone needs no undoing. The lock it takes all the same. */
function createSilentLedger(
  root: string,
  files: Files,
): { ledger: Ledger; begin(): Promise<void> } {
  let lock: Deno.FsFile | undefined;
  return {
    async begin() {
      await files.makeDirectory(STATE_DIRECTORY, 0o755);
      try {
        lock ??= await takeLock(`${rootPrefix(root)}${STATE_DIRECTORY}/lock`, "reset");
      } catch (cause) {
        if (cause instanceof JoinError) throw cause;
        throw new JoinError("file-failed", `Cannot open ${STATE_DIRECTORY}/lock`, { cause });
      }
    },
    ledger: {
      run: "",
      used: false,
      note: () => Promise.resolve(),
      intend: () => Promise.resolve(0),
      done: () => Promise.resolve(),
      backUp: () => Promise.resolve(""),
      close() {
        if (lock !== undefined) releaseLock(lock);
        lock = undefined;
      },
    },
  };
}
