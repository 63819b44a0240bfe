import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createInputs } from "../../core/host/inputs.ts";
import { applyPatches } from "../../core/node/patches/apply.ts";
import { readPatchDirectory } from "../../core/node/patches/read_directory.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const PATCHES = fileURLToPath(new URL("../../examples/patches", import.meta.url));

Deno.test("the patches in examples/ are read and applied, one of each type", async () => {
  const patches = await readPatchDirectory(PATCHES, {
    inputs: createInputs(),
    emit: (event) => assert.fail(JSON.stringify(event)),
  });
  assert.deepEqual(patches.map(({ type }) => type), ["strategic", "merge", "json"]);
  const { apiVersion, kind } = { apiVersion: "kubelet.config.k8s.io/v1beta1", kind: "x" };
  const cluster = { apiVersion, kind, clusterDNS: ["10.96.0.10"], volumeStatsAggPeriod: "0s" };
  assert.deepEqual(applyPatches(cluster, patches), {
    apiVersion,
    kind,
    clusterDNS: ["169.254.20.10", "10.96.0.10"],
    evictionHard: { "memory.available": "500Mi" },
    maxPods: 50,
    shutdownGracePeriod: "60s",
    shutdownGracePeriodCriticalPods: "20s",
  });
});
