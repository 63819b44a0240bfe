import assert from "node:assert/strict";
import { parseCommandLine } from "../../core/cli/command_line.ts";
import { phases } from "../../phases/manifest.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each([
  { command: "generate" },
  { command: "create" },
  { command: "list" },
  { command: "delete" },
])("help of token $command", async ({ command }, t) => {
  const request = parseCommandLine(["token", command, "--help"], phases, 80);
  assert.ok(request.kind === "help");
  await t.assertSnapshot(request.text, { serializer: String });
});
