import assert from "node:assert/strict";
import { printable } from "../../../core/cli/redact.ts";

Deno.test.each([
  { what: "clears the screen", line: "x\x1b[2J", shown: "x\\u001b[2J" },
  { what: "goes back", line: "no\rok", shown: "no\\u000dok" },
  { what: "forges a line", line: "x\ndone", shown: "x\\u000adone" },
  { what: "is a C1 control", line: "x\x9b2J", shown: "x\\u009b2J" },
  { what: "turns the direction", line: "a\u202eb", shown: "a\\u202eb" },
  { what: "is a tab", line: "a\tb", shown: "a\tb" },
  { what: "is in another script", line: "узел ✓", shown: "узел ✓" },
  { what: "holds a token", line: "t=abcdef.0123456789abcdef!", shown: "t=abcdef.[redacted]!" },
])("printable() shows what $what", ({ line, shown }) => {
  assert.equal(printable(line), shown);
});
