import assert from "node:assert/strict";
import { field, paragraph, wrap } from "../../../core/cli/inspect/layout.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each([
  { text: "", width: 5, lines: [""] },
  { text: "a b c", width: 5, lines: ["a b c"] },
  { text: "a b c d", width: 5, lines: ["a b c", "d"] },
  { text: "abcdefgh ij", width: 5, lines: ["abcdefgh", "ij"] },
  { text: "a b", width: -3, lines: ["a", "b"] },
])('wrap() breaks "$text" at $width', ({ text, width, lines }) => {
  assert.deepEqual(wrap(text, width), lines);
});

Deno.test("field() puts a value that goes on below itself", () => {
  assert.deepEqual(field("names", "aaaa bbbb cccc", 26), [
    "  names         aaaa bbbb",
    "                cccc",
  ]);
});

Deno.test("paragraph() indents every line", () => {
  assert.deepEqual(paragraph("aaa bbb", 5, 2), ["  aaa", "  bbb"]);
});
