import assert from "node:assert/strict";
import fc from "fast-check";
import { isSame, type Json } from "../../../../core/node/patches/json.ts";
import { mergePatch } from "../../../../core/node/patches/merge_patch.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** Vectors of our own, after the rules of RFC 7386 section 2. */
Deno.test.each<{ target: Json; patch: Json; is: Json }>([
  { target: { a: 1 }, patch: { a: 2 }, is: { a: 2 } },
  { target: { a: 1 }, patch: { b: 2 }, is: { a: 1, b: 2 } },
  { target: { a: 1, b: 2 }, patch: { a: null }, is: { b: 2 } },
  { target: { a: [1, 2] }, patch: { a: [3] }, is: { a: [3] } },
  { target: { a: { b: 1, c: 2 } }, patch: { a: { b: null, d: 3 } }, is: { a: { c: 2, d: 3 } } },
  { target: { a: [1] }, patch: { a: { b: 1 } }, is: { a: { b: 1 } } },
  { target: { a: { b: 1 } }, patch: { a: 5 }, is: { a: 5 } },
  { target: {}, patch: { a: { b: { c: null } } }, is: { a: { b: {} } } },
  { target: { a: [{ b: 1 }] }, patch: { a: [{ c: null }] }, is: { a: [{ c: null }] } },
  { target: {}, patch: { gone: null }, is: {} },
  { target: [1], patch: { a: 1 }, is: { a: 1 } },
  { target: { a: 1 }, patch: [1], is: [1] },
  { target: { a: 1 }, patch: null, is: null },
])("mergePatch($target, $patch)", ({ target, patch, is }) => {
  assert.deepEqual(mergePatch(target, patch), is);
});

Deno.test("a merge patch applied twice is the patch applied once", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
    const once = mergePatch(target as Json, patch as Json);
    assert.ok(isSame(mergePatch(once, patch as Json), once));
  }));
});

Deno.test("mergePatch() takes __proto__ for a key like others", () => {
  const merged = mergePatch({}, JSON.parse('{"__proto__":{"bad":true}}'));
  assert.equal(Object.getPrototypeOf(merged), Object.prototype);
  assert.deepEqual(Object.keys(merged as object), ["__proto__"]);
});
