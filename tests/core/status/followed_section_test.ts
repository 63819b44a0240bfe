import assert from "node:assert/strict";
import { pause } from "../../support/pause.ts";
import { factsOf, joined, problemsOf } from "./joined.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("kubeworker status tells what an old kubelet follows, and why not", async (t) => {
  await using node = await joined({
    version: "1.20",
    nodeRestriction: false,
    configMaps: { broken: { kubelet: "kind: Deployment\n" } },
  }, {
    kubeletVersion: "v1.20.2",
    flags: { featureGates: ["DynamicKubeletConfig=true"] },
  });
  await t.step("it follows what it should", async () => {
    const state = await node.look();
    assert.ok(!problemsOf(state).join().includes("follows"), problemsOf(state).join());
    const { wanted, active } = Object(factsOf(state, "follows"));
    assert.equal(wanted.name, "kubelet-config-1.20");
    assert.equal(active.resourceVersion, "256");
  });
  await t.step("it cannot use the ConfigMap", async () => {
    node.cluster.setConfigSource("n1", "broken");
    for (let tries = 0; tries < 50; tries++) {
      const words = problemsOf(await node.look()).join("\n");
      if (
        /warning follows: The kubelet cannot use ConfigMap kube-system\/broken\/kubelet: failed to load/
          .test(words)
      ) return;
      await pause(50, new AbortController().signal);
    }
    assert.fail("nothing was said of it");
  });
});

Deno.test("kubeworker status says nothing of it where no kubelet follows anything", async () => {
  await using node = await joined();
  assert.deepEqual(factsOf(await node.look(), "follows"), {});
});
