import assert from "node:assert/strict";
import { parseCommandLine } from "../../../core/cli/command_line.ts";
import { phases } from "../../../phases/manifest.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function read(...args: string[]) {
  return parseCommandLine(args, phases, 80);
}

Deno.test.each([
  { args: ["pin"] },
  { args: ["pin", "ca.crt", "-o", "json"] },
  { args: ["pin", "-"] },
  { args: ["inspect", "a:1", "--token", "a.b", "--timeout=1s", "--output=json"] },
])("parseCommandLine() takes $args for a command that looks", ({ args }) => {
  assert.equal(read(...args).kind, "tool");
});

Deno.test.each([
  { args: ["pin", "a", "b"], says: /too many arguments/i },
  { args: ["pin", "--raw"], says: /unknown option '--raw'/i },
  { args: ["inspect", "a:1", "b:1"], says: /too many arguments/i },
  { args: ["inspect", "--tokn", "x"], says: /unknown option '--tokn'/i },
  { args: ["inspect", "--token"], says: /argument missing/i },
])("parseCommandLine() refuses $args", ({ args, says }) => {
  assert.match(throwsWith("usage", () => read(...args)).message, says);
});

Deno.test.each([{ args: ["pin", "--help"] }, { args: ["inspect", "--help"] }])(
  "help of $args",
  async ({ args }, t) => {
    const request = read(...args);
    assert.ok(request.kind === "help");
    await t.assertSnapshot(request.text, { serializer: String });
  },
);
