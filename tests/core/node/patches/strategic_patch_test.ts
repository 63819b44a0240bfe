import assert from "node:assert/strict";
import fc from "fast-check";
import { isSame, type JsonObject } from "../../../../core/node/patches/json.ts";
import { mergePatch } from "../../../../core/node/patches/merge_patch.ts";
import { strategicPatch } from "../../../../core/node/patches/strategic_patch.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DNS = ["10.96.0.10"];
const AUTHENTICATION = { anonymous: { enabled: false }, webhook: { enabled: true } };

/** As Kubernetes does it; tests/lab/kubelet_files_test.ts compares most of them with the real kubeadm. */
Deno.test.each<{ what: string; original: JsonObject; patch: JsonObject; is: JsonObject }>([
  {
    what: "lets a list stand for the one before",
    original: { registerWithTaints: [{ key: "a" }] },
    patch: { registerWithTaints: [{ key: "b" }] },
    is: { registerWithTaints: [{ key: "b" }] },
  },
  {
    what: "takes from a list by $deleteFromPrimitiveList",
    original: { clusterDNS: DNS },
    patch: { "$deleteFromPrimitiveList/clusterDNS": DNS },
    is: { clusterDNS: [] },
  },
  {
    what: "orders a list by $setElementOrder",
    original: { clusterDNS: ["1", "2", "3"] },
    patch: { "$setElementOrder/clusterDNS": ["3", "1"] },
    is: { clusterDNS: ["2", "3", "1"] },
  },
  {
    what: "orders the list of the patch",
    original: { clusterDNS: DNS },
    patch: { "$setElementOrder/clusterDNS": ["2", "1"], clusterDNS: ["1", "2"] },
    is: { clusterDNS: ["2", "1"] },
  },
  {
    what: "replaces a mapping by $patch",
    original: { authentication: AUTHENTICATION },
    patch: { authentication: { $patch: "replace", anonymous: { enabled: true } } },
    is: { authentication: { anonymous: { enabled: true } } },
  },
  {
    what: "empties a mapping by $patch",
    original: { authentication: AUTHENTICATION },
    patch: { authentication: { webhook: { $patch: "delete" } } },
    is: { authentication: { anonymous: { enabled: false }, webhook: {} } },
  },
  {
    what: "keeps what $retainKeys names",
    original: { authentication: AUTHENTICATION },
    patch: { authentication: { $retainKeys: ["webhook"], webhook: { cacheTTL: "1s" } } },
    is: { authentication: { webhook: { enabled: true, cacheTTL: "1s" } } },
  },
  {
    what: "drops the directive of a list",
    original: {},
    patch: { registerWithTaints: [{ $patch: "replace" }, { key: "a" }] },
    is: { registerWithTaints: [{ key: "a" }] },
  },
  {
    what: "takes a key out by null, there or not, and keeps what it does not know",
    original: { clusterDomain: "cluster.local" },
    patch: { clusterDomain: null, foo: { a: null, b: 1 } },
    is: { foo: { b: 1 } },
  },
])("strategicPatch() $what", ({ original, patch, is }) => {
  assert.deepEqual(strategicPatch(original, patch), is);
});

Deno.test.each<{ patch: JsonObject; says: RegExp }>([
  { patch: { a: { $patch: "bogus" } }, says: /"\$patch" is "bogus"/ },
  { patch: { a: { $retainKeys: ["b"], c: 1 } }, says: /"c" is not among/ },
  { patch: { a: { $retainKeys: "b" } }, says: /"\$retainKeys" has to be a list/ },
  { patch: { "$setElementOrder/l": "b" }, says: /has to be a list/ },
  { patch: { "$deleteFromPrimitiveList/l": {} }, says: /has to be a list/ },
])("strategicPatch() refuses $patch", ({ patch, says }) => {
  const original = { a: { b: 1, c: 2 }, l: [1] };
  assert.throws(() => strategicPatch(original, patch), { name: "PatchFailure", message: says });
});

Deno.test("without directives and nulls in lists, strategic and merge patches are the same", () => {
  const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.integer()));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.dictionary(fc.string(), fc.oneof({ maxDepth: 3 }, leaf, tie("tree"))),
  }));
  fc.assert(fc.property(tree, tree, (target, patch) => {
    const [original, change] = [target as JsonObject, patch as JsonObject];
    assert.ok(isSame(strategicPatch(original, change), mergePatch(original, change)));
  }));
});
