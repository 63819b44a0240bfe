import assert from "node:assert/strict";
import { JoinError } from "../../../core/engine/errors.ts";
import { createFiles } from "../../../core/host/files.ts";
import { journalFiles } from "../../../core/host/journaled.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const full = new JoinError("file-failed", "no space for the journal");
const ledger = {
  run: "",
  used: true,
  note: () => Promise.resolve(),
  intend: () => Promise.reject(full),
  done: () => Promise.resolve(),
  backUp: () => Promise.resolve("/nowhere"),
  close: () => {},
};

for (const secret of [true, false]) {
  Deno.test(`a ${secret ? "secret goes" : "plain file stays"} when the journal cannot be written`, async () => {
    const root = await Deno.makeTempDir();
    await Deno.writeTextFile(`${root}/file`, "token");
    const files = journalFiles(createFiles(root), { ledger, emit: () => {}, root });
    await assert.rejects(files.remove("/file", { secret }), full);
    const left = await Array.fromAsync(Deno.readDir(root));
    assert.equal(left.length, secret ? 0 : 1);
    await Deno.remove(root, { recursive: true });
  });
}
