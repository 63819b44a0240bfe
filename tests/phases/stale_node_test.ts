import assert from "node:assert/strict";
import { heartbeat } from "../../core/kube/node_wait.ts";
import { createClock } from "../../core/host/clock.ts";
import { readJoinOptions } from "../../core/config/join_options.ts";
import { Secret } from "../../core/trust/secret.ts";
import type { Api } from "../../core/kube/api.ts";
import { awaitRegistration } from "../../phases/finalize/registration.ts";
import type { JoinContext } from "../../core/context.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function node(lastHeartbeatTime: string): { metadata: { labels: Record<string, string> } } {
  const labels = { "kubernetes.io/hostname": "n1" };
  const ready = { type: "Ready", status: "False", lastHeartbeatTime };
  return Object.assign({ status: { conditions: [ready] } }, { metadata: { labels } });
}

/** A watch that shows these states of the Node, one after the other. */
function showing(...times: string[]): Api {
  async function* lines(): AsyncGenerator<string> {
    for (const time of times) {
      await Promise.resolve();
      yield JSON.stringify({ type: "MODIFIED", object: node(time) });
    }
  }
  const stream = {
    status: 200,
    headers: {},
    text: "",
    lines,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return {
    watch: () => Promise.resolve(stream),
    call: () => Promise.reject(new Error("not asked")),
  };
}

Deno.test("a Node that was there before counts when its kubelet speaks anew", async () => {
  const clock = createClock();
  const reasons: string[] = [];
  const ctx: Pick<JoinContext, "clock" | "options" | "signal" | "emit"> = {
    clock,
    signal: new AbortController().signal,
    options: readJoinOptions({}, "n1"),
    emit(event) {
      if (event.kind === "waiting" && event.reason !== undefined) reasons.push(event.reason);
    },
  };
  const identity = {
    nodeName: "n1",
    path: "",
    certificatePem: "",
    keyPem: new Secret(""),
    notAfter: new Date(),
    kubeletStarted: true,
    earlierHeartbeat: "2026-01-01T00:00:00Z",
  };
  const api = showing("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
  await awaitRegistration(api, identity, ctx);
  assert.equal(reasons.length, 2);
  assert.match(reasons[0] ?? "", /was there before/);
  assert.equal(heartbeat({ metadata: {} }), undefined);
});
