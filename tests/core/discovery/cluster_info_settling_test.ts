import { readClusterInfo } from "../../../core/discovery/cluster_info.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import { fakeClock } from "../kit/clock.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const FORBIDDEN = JSON.stringify({ kind: "Status", message: "configmaps is forbidden" });
const INFO = JSON.stringify({ kind: "ConfigMap", metadata: {}, data: { kubeconfig: "x" } });

/** Reads from a server that refuses connections until a time, then answers 403 until another. */
async function read({ awayUntilMs, forbiddenUntilMs }: Record<string, number>) {
  const clock = fakeClock();
  const { signal } = new AbortController();
  await readClusterInfo(() => {
    clock.advance(20);
    const now = clock.elapsedMs();
    if (now < (awayUntilMs ?? 0)) return Promise.reject(new JoinError("server-refused", "refused"));
    const forbidden = now < (forbiddenUntilMs ?? 0);
    return Promise.resolve({
      status: forbidden ? 403 : 200,
      text: forbidden ? FORBIDDEN : INFO,
      headers: {},
      receivedAt: clock.now(),
      peerCertificate: undefined,
    });
  }, { clock, signal, timeoutMs: 120_000, waiting: () => {} });
}

Deno.test("readClusterInfo() does not believe a 403 of a server that was away until a moment ago", async () => {
  await read({ awayUntilMs: 30_000, forbiddenUntilMs: 33_000 });
});

Deno.test("readClusterInfo() believes a 403 that stays", async () => {
  await failsWith("cluster-info-forbidden", () => read({ forbiddenUntilMs: 60_000 }));
  await failsWith(
    "cluster-info-forbidden",
    () => read({ awayUntilMs: 30_000, forbiddenUntilMs: 100_000 }),
  );
});
