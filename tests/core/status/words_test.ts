import assert from "node:assert/strict";
import { span } from "../../../core/status/words.ts";

Deno.test.each([
  [364.9 * 86_400_000, "in 364 days"],
  [47 * 3_600_000, "in 47 hours"],
  [-90_000, "90 seconds ago"],
  [-120_000, "2 minutes ago"],
  [1500, "in 1 second"],
  [0, "in 0 seconds"],
])("span(%d) is a length that a person would say", (ms, words) => {
  assert.equal(span(ms), words);
});
