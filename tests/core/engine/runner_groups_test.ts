import assert from "node:assert/strict";
import { JoinError } from "../../../core/engine/errors.ts";
import type { AnyPhase } from "../../../core/engine/phase.ts";
import { plan } from "../../../core/engine/plan.ts";
import { run, type RunnerContext } from "../../../core/engine/runner.ts";
import type { JoinState } from "../../../core/engine/state.ts";
import { fakeClock } from "../kit/clock.ts";
import { failsWith } from "../kit/errors.ts";
import { recorder } from "../kit/events.ts";

Deno.test.sanitizer({ ops: true, resources: true });

type Run = AnyPhase<RunnerContext>["run"];

const cluster = { server: "https://c" } as unknown as JoinState["cluster"];

function reader(name: string, run: Run, more: Partial<AnyPhase<RunnerContext>> = {}) {
  return { name, summary: "", needs: [], provides: [], changes: [], run, ...more };
}

function context() {
  const record = recorder();
  const abort = new AbortController();
  return { ctx: { emit: record.emit, signal: abort.signal, clock: fakeClock() }, record, abort };
}

/** Ends by the signal alone. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

Deno.test("run() lets neighbours that only look run side by side", async () => {
  const both = Promise.withResolvers<void>();
  let running = 0;
  const meet: Run = async () => {
    if (++running === 2) both.resolve();
    await both.promise;
    return {};
  };
  const { ctx } = context();
  await run(plan([reader("a", meet), reader("b", meet)]), ctx);
  assert.equal(running, 2);
});

Deno.test("run() tells a phase when those beside it have ended", async () => {
  const ends: string[] = [];
  const waits: Run = async (_input, { neighboursEnded }) => {
    assert.ok(neighboursEnded);
    const ended = Promise.withResolvers<void>();
    neighboursEnded.addEventListener("abort", () => ended.resolve());
    assert.equal(neighboursEnded.aborted, false);
    await ended.promise;
    ends.push("a");
    return {};
  };
  const fails: Run = async () => {
    await Promise.resolve();
    ends.push("b");
    throw new JoinError("usage", "b fails");
  };
  const { ctx } = context();
  await failsWith("usage", () => run(plan([reader("a", waits), reader("b", fails)]), ctx));
  assert.deepEqual(ends, ["b", "a"]);
  const alone: Run = (_input, { neighboursEnded }) => {
    assert.equal(neighboursEnded?.aborted, true);
    return Promise.resolve({});
  };
  await run(plan([reader("a", alone)]), ctx);
});

Deno.test.each<{ what: string; second: Partial<AnyPhase<RunnerContext>> }>([
  { what: "needs what the first provides", second: { needs: ["cluster"] } },
  { what: "changes something", second: { changes: ["a file"] } },
])("run() waits with a neighbour that $what", async ({ second }) => {
  const order: string[] = [];
  const { ctx } = context();
  await run(
    plan([
      reader("a", async () => {
        order.push("a begins");
        await Promise.resolve();
        order.push("a ends");
        return { cluster };
      }, { provides: ["cluster"] }),
      reader("b", () => Promise.resolve(void order.push("b")).then(() => ({})), second),
    ]),
    ctx,
  );
  assert.deepEqual(order, ["a begins", "a ends", "b"]);
});

Deno.test("run() reports the first of the manifest when two fail, whichever failed first", async () => {
  const second = Promise.withResolvers<void>();
  const { ctx, record } = context();
  const error = await failsWith("server-refused", () =>
    run(
      plan([
        reader("a", async () => {
          await second.promise;
          throw new JoinError("server-refused", "a");
        }),
        reader("b", () => {
          second.resolve();
          return Promise.reject(new JoinError("preflight-failed", "b"));
        }),
      ]),
      ctx,
    ));
  assert.equal(error.phase, "a");
  const ends = record.of("phase-end").map(({ phase, outcome }) => `${phase} ${outcome}`);
  assert.deepEqual(ends, ["b failed", "a failed"]);
});

Deno.test("run() stops later neighbours when an earlier one fails", async () => {
  const stopped: string[] = [];
  const wait = (name: string): Run => (_, { signal }) =>
    untilAborted(signal).finally(() => stopped.push(name));
  const { ctx, abort } = context();
  const error = await failsWith("preflight-failed", () =>
    run(
      plan([
        reader("a", () => Promise.reject(new JoinError("preflight-failed", "a"))),
        reader("b", wait("b")),
        reader("c", wait("c")),
      ]),
      ctx,
    ));
  assert.equal(error.phase, "a");
  assert.deepEqual(stopped, ["b", "c"]);
  assert.equal(abort.signal.aborted, false);
});

Deno.test("run() lets an earlier neighbour end when a later one fails", async () => {
  const later = Promise.withResolvers<void>();
  let ended = false;
  const { ctx } = context();
  const error = await failsWith("server-refused", () =>
    run(
      plan([
        reader("a", async (_, { signal }) => {
          await later.promise;
          await Promise.resolve();
          assert.equal(signal.aborted, false);
          ended = true;
          return {};
        }),
        reader("b", () => {
          later.resolve();
          return Promise.reject(new JoinError("server-refused", "b"));
        }),
      ]),
      ctx,
    ));
  assert.equal(error.phase, "b");
  assert.ok(ended);
});

Deno.test("run() passes an abort on to all that run", async () => {
  const { ctx, abort } = context();
  const wait: Run = (_, { signal }) => untilAborted(signal);
  const running = run(plan([reader("a", wait), reader("b", wait)]), ctx);
  abort.abort();
  const error = await failsWith("interrupted", () => running);
  assert.equal(error.phase, "a");
});

const provider = (more: Partial<AnyPhase<RunnerContext>>) =>
  reader("give", () => Promise.resolve({ cluster }), { provides: ["cluster"], ...more });
const user = (seen: unknown[]) =>
  reader("use", (input) => Promise.resolve(void seen.push(input)).then(() => ({})), {
    needs: ["cluster"],
  });

Deno.test("run() takes what an earlier run left, for one phase alone", async () => {
  const seen: unknown[] = [];
  const { ctx, record } = context();
  const recalled = { ...cluster, server: "https://recalled" };
  const give = provider({
    run: () => assert.fail("recalled is enough"),
    recall: () => Promise.resolve({ cluster: recalled }),
  });
  await run(plan([give, user(seen)], { only: "use" }), ctx);
  assert.deepEqual(seen, [{ cluster: recalled }]);
  assert.equal(record.of("phase-end")[0]?.outcome, "recalled");
});

Deno.test("run() runs a provider that only looks when there is nothing to recall", async () => {
  const seen: unknown[] = [];
  const { ctx } = context();
  let validated = false;
  const give = provider({
    recall: () => Promise.resolve(undefined),
    validate: () => void (validated = true),
  });
  await run(plan([give, user(seen)], { only: "use" }), ctx);
  assert.deepEqual(seen, [{ cluster }]);
  assert.ok(validated);
});

Deno.test("run() does not run a provider that would change something", async () => {
  const { ctx } = context();
  const give = provider({ changes: ["a file"], run: () => assert.fail("it changes something") });
  const steps = plan([give, user([])], { only: "use" });
  const error = await failsWith("phase-input-missing", () => run(steps, ctx));
  assert.match(error.message, /provides the cluster of phase "give"/);
  assert.match(error.hint, /kubeworker join phase give/);
});

Deno.test("run() uses recall for one phase alone only", async () => {
  const seen: unknown[] = [];
  const { ctx } = context();
  const give = provider({ recall: () => assert.fail("a whole join starts anew") });
  await run(plan([give, user(seen)]), ctx);
  assert.deepEqual(seen, [{ cluster }]);
});
