import assert from "node:assert/strict";
import { JoinError } from "../../../core/engine/errors.ts";
import { retry } from "../../../core/engine/retry.ts";
import { fakeClock } from "../kit/clock.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const passing = () => new JoinError("server-refused", "refused");

function setUp(pause: (tries: number) => number | undefined = () => 1000) {
  const clock = fakeClock();
  const abort = new AbortController();
  const options = {
    clock,
    signal: abort.signal,
    deadlineMs: 10_000,
    pause: (_: JoinError, tries: number) => pause(tries),
  };
  return { clock, abort, options };
}

Deno.test("retry() tries until it succeeds", async () => {
  const { clock, options } = setUp((tries) => tries * 100);
  let tries = 0;
  const result = await retry(
    () => ++tries < 4 ? Promise.reject(passing()) : Promise.resolve("ok"),
    options,
  );
  assert.equal(result, "ok");
  assert.deepEqual(clock.sleeps, [100, 200, 300]);
});

Deno.test("retry() throws the last failure when the deadline would pass", async () => {
  const { clock, options } = setUp();
  let tries = 0;
  const error = await failsWith(
    "server-refused",
    () =>
      retry(
        () => Promise.reject(new JoinError("server-refused", `try ${++tries}`)),
        options,
      ),
  );
  assert.equal(error.message, "try 10");
  assert.equal(clock.elapsedMs(), 9000);
});

Deno.test("retry() gives up at once on a failure that is final", async () => {
  const { clock, options } = setUp(() => undefined);
  await failsWith(
    "server-refused",
    () => retry(() => Promise.reject(passing()), options),
  );
  assert.deepEqual(clock.sleeps, []);
});

Deno.test("retry() tells each try how much time is left", async () => {
  const { options } = setUp(() => 4000);
  const left: number[] = [];
  await failsWith("server-refused", () =>
    retry(
      (leftMs) => {
        left.push(leftMs);
        return Promise.reject(passing());
      },
      options,
    ));
  assert.deepEqual(left, [10_000, 6000, 2000]);
});

Deno.test("retry() counts the time that a try itself takes", async () => {
  const { clock, options } = setUp();
  let tries = 0;
  await failsWith("server-refused", () =>
    retry(
      () => {
        tries++;
        clock.advance(8000);
        return Promise.reject(passing());
      },
      options,
    ));
  assert.equal(tries, 2);
});

Deno.test("retry() passes on what is no failure of the attempt, without another try", async () => {
  const { options } = setUp();
  const stranger = new TypeError("no");
  const pause = () => assert.fail("this is not for retrying");
  await assert.rejects(retry(() => Promise.reject(stranger), { ...options, pause }), stranger);
});

Deno.test("retry() stops when it is aborted: before, within and between tries", async () => {
  const before = setUp();
  before.abort.abort();
  await assert.rejects(retry(() => assert.fail("aborted"), before.options), {
    name: "AbortError",
  });
  const within = setUp();
  const attempt = () => {
    within.abort.abort();
    return Promise.reject(passing());
  };
  await assert.rejects(retry(attempt, within.options), { name: "AbortError" });
  const between = setUp(() => {
    between.abort.abort();
    return 1000;
  });
  await assert.rejects(
    retry(() => Promise.reject(passing()), between.options),
    { name: "AbortError" },
  );
});
