import assert from "node:assert/strict";
import {
  configSourcePatch,
  isSameKey,
  patchLine,
  readConfigSource,
} from "../../../core/kube/config_source.ts";
import { Node, readValue } from "../../../core/kube/objects.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SOURCE = { namespace: "kube-system", name: "m", key: "kubelet", uid: "u1" };

Deno.test("the patch has the uid where the server wants it, and only there", () => {
  const configMap = { namespace: "kube-system", name: "m", kubeletConfigKey: "kubelet" };
  assert.deepEqual(configSourcePatch(SOURCE, 11), {
    spec: { configSource: { configMap: { ...configMap, uid: "u1" } } },
  });
  assert.deepEqual(configSourcePatch(SOURCE, 12), { spec: { configSource: { configMap } } });
  assert.equal(
    patchLine("n1", configSourcePatch(SOURCE, 20)),
    `kubectl patch node n1 --type=merge -p '{"spec":{"configSource":{"configMap":{"namespace":"kube-system","name":"m","kubeletConfigKey":"kubelet"}}}}'`,
  );
});

Deno.test("what a Node says of its configuration is read, and nothing of another is", () => {
  const configMap = { namespace: "kube-system", name: "m", kubeletConfigKey: "kubelet" };
  const assigned = { configMap: { ...configMap, uid: "u1", resourceVersion: "7" } };
  const node = readValue(Node, {
    metadata: { name: "n1" },
    spec: { configSource: { configMap }, podCIDR: "x" },
    status: { config: { assigned, lastKnownGood: null, error: "failed to load config" } },
  }, "a Node");
  const read = readConfigSource(node);
  assert.deepEqual(read.assigned, { ...SOURCE, resourceVersion: "7" });
  assert.deepEqual([read.active, read.lastKnownGood], [undefined, undefined]);
  assert.equal(read.error, "failed to load config");
  assert.ok(read.wanted !== undefined && isSameKey(read.wanted, SOURCE));
  const bare = readConfigSource(readValue(Node, { metadata: {} }, "a Node"));
  assert.deepEqual(Object.values(bare), Array(5).fill(undefined));
});

Deno.test("a ConfigMap that was made anew is another one", () => {
  assert.ok(!isSameKey({ ...SOURCE, uid: "u2" }, SOURCE));
  assert.ok(!isSameKey({ ...SOURCE, key: "other" }, SOURCE));
  assert.ok(isSameKey({ ...SOURCE, resourceVersion: "9" }, SOURCE));
});
