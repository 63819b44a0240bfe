import assert from "node:assert/strict";
import { untilAborted } from "../../../core/engine/until_aborted.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const never = Promise.withResolvers<never>().promise;

Deno.test("untilAborted() gives what is waited for, or its error", async () => {
  const { signal } = new AbortController();
  assert.equal(await untilAborted(Promise.resolve(1), signal), 1);
  await assert.rejects(untilAborted(Promise.reject(new Error("x")), signal), /x/);
});

Deno.test("untilAborted() throws the signal's reason", async () => {
  const controller = new AbortController();
  const waiting = untilAborted(never, controller.signal);
  controller.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(untilAborted(never, controller.signal), /enough/);
});
