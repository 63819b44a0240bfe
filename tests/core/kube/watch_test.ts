import assert from "node:assert/strict";
import { followWatch, pauseAfterWatch } from "../../../core/kube/watch.ts";
import type { Api } from "../../../core/kube/api.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** An API whose watch says nothing until its signal is aborted: a connection that was forgotten. */
const silent: Pick<Api, "watch"> = {
  watch: (_path, _what, signal) =>
    Promise.resolve({
      status: 200,
      text: "",
      // deno-lint-ignore require-yield -- it never says anything
      async *lines() {
        await new Promise((_, reject) => {
          if (signal.aborted) reject(signal.reason);
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        });
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
};

const api: Api = { ...silent, call: () => Promise.reject(new Error("not asked")) };

Deno.test("followWatch() ends a watch that was forgotten, as if the server had", async () => {
  const waits: number[] = [];
  const clock = {
    now: () => new Date(),
    elapsedMs: () => 0,
    sleep(ms: number) {
      waits.push(ms);
      return Promise.resolve();
    },
  };
  const { signal } = new AbortController();
  const result = await followWatch(api, "/x", "watching", { clock, signal }, () => true);
  assert.equal(result, undefined);
  assert.deepEqual(waits, [130_000], "later than the server was asked to end it");
});

Deno.test("pauseAfterWatch() grows while watches end without a word, up to five seconds", () => {
  assert.deepEqual([0, 1, 2, 3, 20].map(pauseAfterWatch), [100, 200, 400, 800, 5000]);
});
