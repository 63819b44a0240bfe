import assert from "node:assert/strict";
import { checks } from "../../../phases/preflight/manifest.ts";
import { checksOnWindows, ON_WINDOWS } from "../../../phases/preflight/windows.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("checksOnWindows() knows its checks by name, and leaves out Linux's", () => {
  const names = checksOnWindows(checks).map(({ name }) => name);
  assert.deepEqual([...names].sort(), [...ON_WINDOWS].sort());
  for (const name of ["Swap", "SystemVerification", "CRI", "FileExisting-mount"]) {
    assert.ok(!names.includes(name), name);
  }
});
