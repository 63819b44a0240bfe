import assert from "node:assert/strict";
import type { Api } from "../../../core/kube/api.ts";
import { createWatcher } from "../../../core/kube/watch.ts";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { clientOf } from "../kit/api.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests?watch=true";

/** An API whose watch says nothing until its signal is aborted: a connection that was forgotten. */
const silent: Pick<Api, "watch"> = {
  watch: (_path, _what, signal) =>
    Promise.resolve({
      status: 200,
      headers: {},
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

Deno.test("createWatcher() gives up a watch that was forgotten, a little later than it should have ended", async () => {
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
  const watcher = createWatcher(api, { clock, signal });
  const end = await watcher.follow("/x", "watching", () => true);
  assert.equal(end.kind, "lost");
  assert.deepEqual(waits, [70_000], "later than the server was asked to end it");
});

Deno.test("createWatcher() waits longer each time while watches end as soon as they begin, up to five seconds", async () => {
  await using cluster = await startControlPlane();
  cluster.watches.add({ kind: "ends" });
  using client = clientOf(cluster);
  let elapsed = 0;
  const clock = { ...client.clock, elapsedMs: () => elapsed };
  const watcher = createWatcher(client.api, { clock, signal: client.signal });
  const pauses: number[] = [];
  for (let round = 0; round < 9; round++) {
    const end = await watcher.follow(PATH, "watching", () => undefined);
    assert.ok(end.kind === "ended");
    pauses.push(end.pauseMs);
  }
  assert.deepEqual(pauses, [100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
  const path = `${PATH}&fieldSelector=metadata.name%3Dx`;
  client.clock.sleep(20, client.signal).then(() => elapsed += 60_000);
  cluster.watches.clear();
  const end = await watcher.follow(`${path}&timeoutSeconds=1`, "watching", () => undefined);
  assert.deepEqual(end, { kind: "ended", pauseMs: 0 });
});

Deno.test("createWatcher() tells the version up to which everything has been seen, by bookmarks too", async () => {
  await using cluster = await startControlPlane({ nodes: [{ name: "n1", ready: true }] });
  using client = clientOf(cluster);
  const versions: string[] = [];
  const watcher = createWatcher(client.api, {
    clock: client.clock,
    signal: client.signal,
    onVersion: (version) => versions.push(version),
  });
  const path = `${PATH}&allowWatchBookmarks=true&timeoutSeconds=1`;
  const end = await watcher.follow(path, "watching", () => undefined);
  assert.equal(end.kind, "ended");
  assert.deepEqual(versions, ["1001"]);
});
