import assert from "node:assert/strict";
import { createEmit, type JoinEvent } from "../../../core/engine/events.ts";
import { fakeClock } from "../kit/clock.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("createEmit() stamps an event with both times and hands it to every sink", () => {
  const clock = fakeClock(new Date("2026-01-02T03:04:05Z"));
  const [one, two]: JoinEvent[][] = [[], []];
  const emit = createEmit(clock, (event) => one?.push(event), (event) => two?.push(event));
  clock.advance(1234.5678);
  emit({ kind: "note", level: "info", text: "hello" });
  assert.deepEqual(one, [{
    time: "2026-01-02T03:04:06.234Z",
    elapsedMs: 1234.6,
    kind: "note",
    level: "info",
    text: "hello",
  }]);
  assert.deepEqual(two, one);
});
