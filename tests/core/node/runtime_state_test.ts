import assert from "node:assert/strict";
import { readRuntimeState } from "../../../core/node/runtime_state.ts";
import { runtimeStatusMessage } from "../../support/container_runtime_messages.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function read(runtimeReady: boolean, networkReady: boolean) {
  return readRuntimeState({
    status: 0,
    message: runtimeStatusMessage({ runtimeReady, networkReady }),
  });
}

Deno.test("a runtime without a network for pods is ready, and says why it has none", () => {
  assert.deepEqual(read(true, true), { kind: "ready", network: undefined });
  const state = read(true, false);
  assert.ok(state.kind === "ready");
  assert.match(state.network ?? "", /\w/);
});

Deno.test("a runtime that is not ready is not, whatever its network", () => {
  assert.equal(read(false, true).kind, "not-ready");
  assert.equal(read(false, false).kind, "not-ready");
  assert.equal(readRuntimeState(undefined).kind, "untold");
});
