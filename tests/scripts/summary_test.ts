import assert from "node:assert/strict";
import { readSummary } from "../../scripts/test/summary.ts";

const LINES = [
  ["ok | 3 passed | 0 failed (5ms)", { passed: 3, failed: 0, skipped: 0 }],
  ["ok | 3 passed (12 steps) | 0 failed | 2 ignored (5ms)", { passed: 3, failed: 0, skipped: 2 }],
  ["FAILED | 1 passed | 2 failed (1 step) | 4 filtered out (1s)", {
    passed: 1,
    failed: 2,
    skipped: 0,
  }],
  ["\x1b[32mok\x1b[0m | 7 passed | 0 failed \x1b[90m(5ms)\x1b[0m", {
    passed: 7,
    failed: 0,
    skipped: 0,
  }],
  ["error: Type checking failed", { passed: 0, failed: 0, skipped: 0 }],
] as const;

for (const [line, summary] of LINES) {
  Deno.test(`readSummary() understands "${line.replaceAll("\x1b", "ESC")}"`, () => {
    assert.deepEqual(readSummary(`running 3 tests\n${line}\n\nerror: Test failed\n`), summary);
  });
}

Deno.test("readSummary() takes the last line, not what a test has printed", () => {
  const output = "ok | 9 passed | 9 failed (1ms)\nok | 2 passed | 0 failed (1ms)\n";
  assert.deepEqual(readSummary(output), { passed: 2, failed: 0, skipped: 0 });
});
