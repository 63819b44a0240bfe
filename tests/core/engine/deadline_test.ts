import assert from "node:assert/strict";
import { within } from "../../../core/engine/deadline.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import { createClock } from "../../../core/host/clock.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const clock = createClock();
const late = () => new JoinError("node-timeout", "too late");

function options(signal = new AbortController().signal) {
  return { clock, signal, onTimeout: late };
}

function hang(signal: AbortSignal): Promise<never> {
  return clock.sleep(60_000, signal).then(() => assert.fail("it should have been ended"));
}

Deno.test("within() gives the result and leaves no timer behind", async () => {
  assert.equal(await within(60_000, options(), () => Promise.resolve(7)), 7);
});

Deno.test("within() aborts the action when the time is over, with the error as reason", async () => {
  let reason: unknown;
  const error = await failsWith("node-timeout", () =>
    within(10, options(), (signal) => {
      signal.addEventListener("abort", () => reason = signal.reason);
      return hang(signal);
    }));
  assert.equal(reason, error);
});

Deno.test("within() shows the timeout, whatever the action makes of its abort", async () => {
  await failsWith("node-timeout", () =>
    within(10, options(), (signal) =>
      hang(signal).catch(() => {
        throw new Error("socket hang up");
      })));
});

Deno.test("within() passes the action's own failure on", async () => {
  const own = new JoinError("disk-full", "full");
  await failsWith("disk-full", () => within(60_000, options(), () => Promise.reject(own)));
});

Deno.test("within() prefers an abort from outside to everything else", async () => {
  const abort = new AbortController();
  const running = within(60_000, options(abort.signal), hang);
  abort.abort();
  await assert.rejects(running, { name: "AbortError" });
});

// A timer of the platform takes at most 2^31-1 ms; what is longer must not end at once.
Deno.test("within() waits for months when it is told to", async () => {
  const month = 31 * 24 * 3_600_000;
  assert.equal(
    await within(month, options(), (signal) => clock.sleep(20, signal).then(() => "in time")),
    "in time",
  );
});
