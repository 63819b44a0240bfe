import assert from "node:assert/strict";
import { HEAD_START_MS, race } from "../../../core/discovery/race.ts";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import { createClock } from "../../../core/host/clock.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** What a contender comes to: an error's code, or a value; after so many ms, or never. */
interface Course {
  afterMs?: number;
  fails?: ErrorCode;
}

interface Raced {
  value: string;
  ended: string[];
  started: string[];
  ms: number;
}

const clock = createClock();

async function raced(
  courses: Record<string, Course>,
  signal = new AbortController().signal,
  ended: string[] = [],
): Promise<Raced> {
  const started: string[] = [];
  const began = performance.now();
  async function attempt(name: string, limited: AbortSignal): Promise<string> {
    started.push(name);
    const { afterMs = 600_000, fails } = courses[name] ?? {};
    await clock.sleep(afterMs, limited);
    if (fails !== undefined) throw new JoinError(fails, `${name} ${fails}`, { detail: { name } });
    return name;
  }
  const value = await race(Object.keys(courses), attempt, {
    clock,
    signal,
    ended: (name, outcome, _ms, error) => {
      ended.push([name, outcome, ...(error === undefined ? [] : [error.code])].join(" "));
    },
  });
  return { value, ended, started, ms: performance.now() - began };
}

Deno.test("race() starts the first alone, and no other if it wins within its head start", async () => {
  const { value, started, ended, ms } = await raced({ a: { afterMs: 20 }, b: { afterMs: 0 } });
  assert.equal(value, "a");
  assert.deepEqual(started, ["a"]);
  assert.deepEqual(ended, ["a won"]);
  assert.ok(ms < 2 * HEAD_START_MS);
});

Deno.test("race() gives the next one its turn as soon as one has lost", async () => {
  const { value, ended, ms } = await raced({
    a: { afterMs: 5, fails: "server-refused" },
    b: { afterMs: 5, fails: "server-untrusted" },
    c: { afterMs: 5 },
  });
  assert.equal(value, "c");
  assert.deepEqual(ended, ["a lost server-refused", "b lost server-untrusted", "c won"]);
  assert.ok(ms < 2 * HEAD_START_MS - 20, String(ms));
});

Deno.test("race() costs two head starts for two black holes, and gives them up", async () => {
  const { value, ended, ms } = await raced({ a: {}, b: {}, c: { afterMs: 5 } });
  assert.equal(value, "c");
  assert.deepEqual(ended.sort(), ["a abandoned", "b abandoned", "c won"]);
  assert.ok(ms >= 2 * HEAD_START_MS - 10 && ms < 3 * HEAD_START_MS, String(ms));
});

Deno.test("race() lets the slow first win if it is done before the others", async () => {
  const { value, ended } = await raced({ a: { afterMs: 300 }, b: { afterMs: 200 } });
  assert.equal(value, "a");
  assert.deepEqual(ended, ["a won", "b abandoned"]);
});

Deno.test("race() does not take a late failure for the end", async () => {
  const { value } = await raced({
    a: { afterMs: 400 },
    b: { afterMs: 10, fails: "signature-wrong" },
    c: { afterMs: 10, fails: "server-refused" },
  });
  assert.equal(value, "a");
});

Deno.test("race() has one winner, though another succeeds after it was given up", async () => {
  const ended: string[] = [];
  const late = Promise.withResolvers<void>();
  const value = await race(["a", "b"], async (name) => {
    if (name === "a") await late.promise;
    else queueMicrotask(late.resolve);
    return name;
  }, {
    clock,
    signal: new AbortController().signal,
    ended: (name, outcome) => void ended.push(`${name} ${outcome}`),
  });
  assert.equal(value, "b");
  assert.deepEqual(ended, ["b won", "a abandoned"]);
});

Deno.test.each<{ fails: ErrorCode[]; code: ErrorCode }>([
  { fails: ["server-refused", "pin-mismatch", "server-silent"], code: "pin-mismatch" },
  { fails: ["token-unknown", "signature-wrong"], code: "signature-wrong" },
  { fails: ["server-silent", "token-unknown", "cluster-info-missing"], code: "token-unknown" },
  { fails: ["server-refused", "cluster-info-forbidden"], code: "cluster-info-forbidden" },
  { fails: ["server-untrusted", "signature-wrong"], code: "server-untrusted" },
  { fails: ["server-refused", "server-silent"], code: "server-refused" },
])("race() of $fails tells $code, and the others with it", async ({ fails, code }) => {
  const courses = fails.map((one, at) => [`c${at}`, { afterMs: 1, fails: one }] as const);
  const error = await failsWith(code, () => raced(Object.fromEntries(courses)));
  const others = error.detail.others;
  assert.ok(Array.isArray(others));
  const told = [error.code, ...others.map((other) => other.code)];
  assert.deepEqual(told.sort(), [...fails].sort());
  assert.equal(error.detail.name, `c${fails.indexOf(code)}`);
  assert.ok(others.every(({ message }) => message.length > 4));
});

Deno.test("race() of one throws its error as it is", async () => {
  const error = await failsWith(
    "pin-mismatch",
    () => raced({ a: { afterMs: 1, fails: "pin-mismatch" } }),
  );
  assert.deepEqual(error.detail, { name: "a" });
});

Deno.test("race() of nobody says that no server was named", async () => {
  await failsWith("endpoint-missing", () => raced({}));
});

Deno.test("race() lets a defect through, whoever else runs", async () => {
  const running = race(["a", "b"], async (name, limited) => {
    if (name === "b") throw new TypeError("a defect");
    await clock.sleep(600_000, limited);
  }, { clock, signal: new AbortController().signal, ended: () => {} });
  await assert.rejects(running, TypeError);
});

Deno.test.each([{ afterMs: 10 }, { afterMs: 300 }])(
  "race() that is interrupted after $afterMs ms ends at once, with the reason",
  async ({ afterMs }) => {
    const abort = new AbortController();
    const ended: string[] = [];
    const running = raced({ a: {}, b: {}, c: {} }, abort.signal, ended);
    let at = Infinity;
    setTimeout(() => {
      at = performance.now();
      abort.abort(new Error("enough"));
    }, afterMs);
    await assert.rejects(running, { message: "enough" });
    assert.ok(performance.now() - at < 100);
    assert.ok(ended.length > 0 && ended.every((text) => text.endsWith("abandoned")));
  },
);
