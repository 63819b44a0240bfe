import assert from "node:assert/strict";
import { buildProgram } from "../../core/cli/command_line.ts";
import { phases } from "../../phases/manifest.ts";
import { commandSections, usageLines } from "../../scripts/docs/commands.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const program = buildProgram(phases, () => {});

Deno.test("the reference page has a line for every command", () => {
  const lines = usageLines(program);
  for (const command of program.commands) {
    assert.ok(
      lines.some((line) => line.startsWith(`kubeworker ${command.name()}`)),
      command.name(),
    );
  }
  assert.ok(lines.includes("kubeworker join phase NAME [HOST:PORT...] [flags]"), lines.join("\n"));
  assert.ok(lines.includes("kubeworker pin [FILE] [flags]"));
});

Deno.test("the reference page has a section for a command, with its arguments and flags", () => {
  const text = commandSections(program);
  assert.match(text, /^### `inspect \[HOST:PORT\]`\n\n.+\n\n- `\[HOST:PORT\]`: .+\n\n\| Flag/m);
  assert.match(text, /^\| `--token <id\.secret>` \| bootstrap token/m);
  assert.doesNotMatch(text, /^### `join/m);
});
