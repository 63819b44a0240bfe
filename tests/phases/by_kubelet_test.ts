import assert from "node:assert/strict";
import { JoinError } from "../../core/engine/errors.ts";
import type { Services } from "../../core/host/types.ts";
import { PATHS } from "../../core/node/paths.ts";
import { phases } from "../../phases/manifest.ts";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { failsWith } from "../core/kit/errors.ts";
import { recorder } from "../core/kit/events.ts";
import { fakeServices, flagsFor, joining } from "../core/kit/joining.ts";
import { machine } from "./bootstrapping.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** A join whose kubelet has to fetch the certificate, and never gets one. */
async function join(services: Partial<Services>, signal?: AbortSignal) {
  await using root = await machine();
  await using cluster = await startControlPlane();
  const record = recorder();
  const seen: string[] = [];
  let conf = "";
  const error = await joining({
    root: root.path,
    phases,
    record,
    flags: flagsFor(cluster, {
      tlsBootstrap: "kubelet",
      skipPhases: ["preflight", "finalize"],
      timeout: ["tlsBootstrap=400ms"],
    }),
    services: fakeServices({
      restart: async () => {
        seen.push("restart");
        conf = (await root.tree())[PATHS.bootstrapConf] ?? "";
      },
      stop: async () => {
        const there = (await root.tree())[PATHS.bootstrapConf] !== undefined;
        seen.push(there ? "stop before the file goes" : "stop after the file is gone");
      },
      ...services,
    }),
    ...(signal === undefined ? {} : { signal }),
  }).then(() => undefined, (thrown) => thrown);
  return { error, seen, conf, tree: await root.tree(), record };
}

function clean(tree: Record<string, string>): void {
  assert.equal(tree[PATHS.bootstrapConf], undefined);
  assert.equal(tree[PATHS.kubeletConf], undefined);
  assert.doesNotMatch(JSON.stringify(tree), /0123456789abcdef/);
}

Deno.test("by kubelet: the token is on the disk for root alone, and only while the kubelet needs it", async () => {
  const { error, seen, conf, tree, record } = await join({});
  await failsWith("csr-timeout", () => Promise.reject(error));
  assert.match(conf, /^0600 [\s\S]*token: abcdef\.0123456789abcdef/);
  assert.deepEqual(seen, ["restart", "stop before the file goes"]);
  clean(tree);
  assert.doesNotMatch(JSON.stringify(record.events), /0123456789abcdef/);
});

Deno.test("by kubelet: a kubelet that cannot be started leaves no token behind", async () => {
  const restart = () => Promise.reject(new JoinError("kubelet-start-failed", "no"));
  const { error, tree } = await join({ restart });
  await failsWith("kubelet-start-failed", () => Promise.reject(error));
  clean(tree);
});

Deno.test("by kubelet: neither does one that cannot be stopped", async () => {
  const stop = () => Promise.reject(new JoinError("kubelet-start-failed", "no"));
  const { error, tree } = await join({ stop });
  await failsWith("csr-timeout", () => Promise.reject(error));
  clean(tree);
});

Deno.test("by kubelet: an interruption leaves no token behind", async () => {
  const abort = new AbortController();
  const restart = () => Promise.resolve(abort.abort());
  const { error, tree } = await join({ restart }, abort.signal);
  await failsWith("interrupted", () => Promise.reject(error));
  clean(tree);
});
