import assert from "node:assert/strict";
import { JoinError, toJoinError } from "../../../core/engine/errors.ts";
import type { AnyPhase } from "../../../core/engine/phase.ts";
import { plan } from "../../../core/engine/plan.ts";
import { DryRunEnd, run, type RunnerContext } from "../../../core/engine/runner.ts";
import type { JoinState } from "../../../core/engine/state.ts";
import { fakeClock } from "../kit/clock.ts";
import { failsWith } from "../kit/errors.ts";
import { recorder } from "../kit/events.ts";

Deno.test.sanitizer({ ops: true, resources: true });

type TestPhase = Partial<AnyPhase<RunnerContext>> & { name: string };

function setUp(...parts: TestPhase[]) {
  const record = recorder();
  const abort = new AbortController();
  const ctx = { emit: record.emit, signal: abort.signal, clock: fakeClock() };
  const manifest = parts.map((part): AnyPhase<RunnerContext> => ({
    summary: `does ${part.name}`,
    needs: [],
    provides: [],
    changes: ["something"],
    run: () => Promise.resolve({}),
    ...part,
  }));
  const lines = () =>
    record.events.map((event) =>
      event.kind === "phase-start"
        ? `> ${event.phase}`
        : event.kind === "phase-end"
        ? `${event.phase}: ${event.outcome}`
        : event.kind
    );
  return { manifest, ctx, abort, record, lines };
}

// The engine hands values through without a look: any object will do.
const cluster = { server: "https://c" } as unknown as JoinState["cluster"];
const kubeletConfig: JoinState["kubeletConfig"] = { healthz: undefined, criSocket: "/s" };

Deno.test("run() gives each phase what it needs and nothing else", async () => {
  const seen: unknown[] = [];
  const { manifest, ctx, lines } = setUp(
    { name: "a", provides: ["cluster"], run: () => Promise.resolve({ cluster }) },
    { name: "b", provides: ["kubeletConfig"], run: () => Promise.resolve({ kubeletConfig }) },
    {
      name: "c",
      needs: ["cluster"],
      run: (input) => Promise.resolve(void seen.push(input)).then(() => ({})),
    },
  );
  assert.deepEqual(await run(plan(manifest), ctx), { cluster, kubeletConfig });
  assert.deepEqual(seen, [{ cluster }]);
  assert.deepEqual(lines(), ["> a", "a: done", "> b", "b: done", "> c", "c: done"]);
});

Deno.test("run() says what each phase does and how long it took", async () => {
  const { manifest, ctx, record } = setUp({
    name: "a",
    run: (_, { clock, signal }) => fake(clock).sleep(1234.56, signal).then(() => ({})),
  });
  await run(plan(manifest), ctx);
  assert.deepEqual(record.events, [
    { kind: "phase-start", phase: "a", summary: "does a" },
    { kind: "phase-end", phase: "a", outcome: "done", ms: 1234.6 },
  ]);
});

Deno.test("run() leaves skipped phases alone, their validation too", async () => {
  const never = () => assert.fail("it was skipped");
  const { manifest, ctx, lines } = setUp({ name: "a", validate: never, run: never }, { name: "b" });
  await run(plan(manifest, { skip: ["a"] }), ctx);
  assert.deepEqual(lines(), ["> b", "b: done"]);
});

Deno.test("run() validates every phase before any runs", async () => {
  const { manifest, ctx, lines } = setUp({ name: "a" }, {
    name: "b",
    validate: () => {
      throw new JoinError("token-missing", "no token");
    },
  });
  await failsWith("token-missing", () => run(plan(manifest), ctx));
  assert.deepEqual(lines(), []);
});

Deno.test("run() puts the phase's name on its error, once", async () => {
  const inner = new JoinError("disk-full", "full");
  const { manifest, ctx, lines } = setUp({ name: "a", run: () => Promise.reject(inner) }, {
    name: "b",
  });
  const error = await failsWith("disk-full", () => run(plan(manifest), ctx));
  assert.equal(error, inner);
  assert.equal(error.phase, "a");
  assert.deepEqual(lines(), ["> a", "a: failed"]);
  const already = new JoinError("disk-full", "full");
  already.phase = "deeper";
  const other = setUp({ name: "a", run: () => Promise.reject(already) });
  await failsWith("disk-full", () => run(plan(other.manifest), other.ctx));
  assert.equal(already.phase, "deeper");
});

Deno.test("run() wraps what is no JoinError as internal", async () => {
  const stranger = new TypeError("x is not a function");
  const { manifest, ctx } = setUp({ name: "a", run: () => Promise.reject(stranger) });
  const error = await failsWith("internal", () => run(plan(manifest), ctx));
  assert.equal(error.phase, "a");
  assert.equal(error.cause, stranger);
  assert.equal(error.exitCode, 1);
});

Deno.test("run() shows an abort as interrupted, whatever it looked like", async () => {
  const { manifest, ctx, abort } = setUp({
    name: "a",
    run: () => {
      abort.abort();
      return Promise.reject(new Error("socket hang up"));
    },
  });
  const error = await failsWith("interrupted", () => run(plan(manifest), ctx));
  assert.equal(error.exitCode, 130);
  assert.equal(error.phase, "a");
});

Deno.test("run() keeps a telling error that came just before an abort", async () => {
  const { manifest, ctx, abort } = setUp({
    name: "a",
    run: () => {
      abort.abort();
      return Promise.reject(new JoinError("disk-full", "full"));
    },
  });
  await failsWith("disk-full", () => run(plan(manifest), ctx));
});

Deno.test("run() begins no phase after an abort", async () => {
  const { manifest, ctx, abort, lines } = setUp(
    { name: "a", run: () => Promise.resolve(abort.abort()).then(() => ({})) },
    { name: "b" },
  );
  const thrown = await run(plan(manifest), ctx).then(() => assert.fail(), (error) => error);
  assert.equal(toJoinError(thrown).code, "interrupted");
  assert.deepEqual(lines(), ["> a", "a: done"]);
});

Deno.test("run() ends well where a dry run meets the cluster, and tells what it did not see", async () => {
  const { manifest, ctx, record, lines } = setUp(
    { name: "a", provides: ["cluster"], run: () => Promise.resolve({ cluster }) },
    { name: "b", run: () => Promise.reject(new DryRunEnd("POST")) },
    { name: "c", changes: ["one", "two"], run: () => assert.fail("not after the end") },
  );
  assert.deepEqual(await run(plan(manifest), ctx), { cluster });
  assert.deepEqual(lines(), ["> a", "a: done", "> b", "b: stopped", "unseen", "unseen"]);
  assert.deepEqual(record.of("unseen"), [
    { kind: "unseen", phase: "b", changes: ["something"] },
    { kind: "unseen", phase: "c", changes: ["one", "two"] },
  ]);
});

function fake(clock: RunnerContext["clock"]): ReturnType<typeof fakeClock> {
  return clock as ReturnType<typeof fakeClock>;
}
