import assert from "node:assert/strict";
import fc from "fast-check";
import { isSame, type Json } from "../../../../core/node/patches/json.ts";
import { applyOperation, type JsonOperation } from "../../../../core/node/patches/json_patch.ts";

Deno.test.sanitizer({ ops: true, resources: true });

interface Vector {
  what: string;
  document: Json;
  operation: JsonOperation;
  is?: Json;
  fails?: RegExp;
}

/** Vectors of our own, after the rules of RFC 6902 sections 4.1 to 4.6 and RFC 6901. */
const VECTORS: Vector[] = [
  {
    what: "adds a key",
    document: { a: 1 },
    operation: { op: "add", path: "/b", value: 2 },
    is: { a: 1, b: 2 },
  },
  {
    what: "adds over a key",
    document: { a: 1 },
    operation: { op: "add", path: "/a", value: [] },
    is: { a: [] },
  },
  {
    what: "adds a null",
    document: {},
    operation: { op: "add", path: "/a", value: null },
    is: { a: null },
  },
  {
    what: "adds at the front",
    document: [1, 2],
    operation: { op: "add", path: "/0", value: 0 },
    is: [0, 1, 2],
  },
  {
    what: "adds at the index of the end",
    document: [1, 2],
    operation: { op: "add", path: "/2", value: 3 },
    is: [1, 2, 3],
  },
  {
    what: "adds at -",
    document: { l: [1] },
    operation: { op: "add", path: "/l/-", value: 2 },
    is: { l: [1, 2] },
  },
  {
    what: "adds a whole document",
    document: { a: 1 },
    operation: { op: "add", path: "", value: 7 },
    is: 7,
  },
  {
    what: "adds behind the end",
    document: [1],
    operation: { op: "add", path: "/2", value: 0 },
    fails: /no item 2/,
  },
  {
    what: "adds at a leading zero",
    document: [1, 2],
    operation: { op: "add", path: "/01", value: 0 },
    fails: /not an index/,
  },
  {
    what: "adds at -1",
    document: [1],
    operation: { op: "add", path: "/-1", value: 0 },
    fails: /not an index/,
  },
  {
    what: "adds at 1e0",
    document: [1],
    operation: { op: "add", path: "/1e0", value: 0 },
    fails: /not an index/,
  },
  {
    what: "adds without a parent",
    document: {},
    operation: { op: "add", path: "/a/b", value: 1 },
    fails: /there is no "\/a"/,
  },
  {
    what: "adds into a number",
    document: { a: 1 },
    operation: { op: "add", path: "/a/b", value: 1 },
    fails: /"\/a" is neither/,
  },
  {
    what: "removes a key",
    document: { a: 1, b: 2 },
    operation: { op: "remove", path: "/a" },
    is: { b: 2 },
  },
  {
    what: "removes an item",
    document: { l: [1, 2, 3] },
    operation: { op: "remove", path: "/l/1" },
    is: { l: [1, 3] },
  },
  {
    what: "removes what is not there",
    document: { a: 1 },
    operation: { op: "remove", path: "/b" },
    fails: /there is no "\/b"/,
  },
  {
    what: "removes at -",
    document: [1],
    operation: { op: "remove", path: "/-" },
    fails: /not an index/,
  },
  {
    what: "removes everything",
    document: {},
    operation: { op: "remove", path: "" },
    fails: /whole/,
  },
  {
    what: "removes what is inherited",
    document: {},
    operation: { op: "remove", path: "/toString" },
    fails: /there is no/,
  },
  {
    what: "replaces",
    document: { a: { b: 1 } },
    operation: { op: "replace", path: "/a/b", value: 2 },
    is: { a: { b: 2 } },
  },
  {
    what: "replaces an item",
    document: [1, 2],
    operation: { op: "replace", path: "/1", value: 3 },
    is: [1, 3],
  },
  {
    what: "replaces what is not there",
    document: {},
    operation: { op: "replace", path: "/a", value: 2 },
    fails: /there is no "\/a"/,
  },
  {
    what: "replaces a whole document",
    document: 1,
    operation: { op: "replace", path: "", value: {} },
    is: {},
  },
  {
    what: "moves a key",
    document: { a: { b: 1 }, c: {} },
    operation: { op: "move", from: "/a/b", path: "/c/d" },
    is: { a: {}, c: { d: 1 } },
  },
  {
    what: "moves an item",
    document: [1, 2, 3],
    operation: { op: "move", from: "/0", path: "/2" },
    is: [2, 3, 1],
  },
  {
    what: "moves onto itself",
    document: { a: 1 },
    operation: { op: "move", from: "/a", path: "/a" },
    is: { a: 1 },
  },
  {
    what: "moves into itself",
    document: { a: { b: 1 } },
    operation: { op: "move", from: "/a", path: "/a/b" },
    fails: /into itself/,
  },
  {
    what: "moves what is not there",
    document: {},
    operation: { op: "move", from: "/a", path: "/b" },
    fails: /there is no "\/a"/,
  },
  {
    what: "copies",
    document: { a: [1] },
    operation: { op: "copy", from: "/a", path: "/b" },
    is: { a: [1], b: [1] },
  },
  {
    what: "copies to a bad index",
    document: [1],
    operation: { op: "copy", from: "/0", path: "/x" },
    fails: /not an index/,
  },
  {
    what: "tests, whatever the order of keys",
    document: { a: { x: 1, y: [null] } },
    operation: { op: "test", path: "/a", value: { y: [null], x: 1 } },
    is: { a: { x: 1, y: [null] } },
  },
  {
    what: "tests a number against a text",
    document: { a: 1 },
    operation: { op: "test", path: "/a", value: "1" },
    fails: /"\/a" is not "1"/,
  },
  {
    what: "tests what is not there for a null",
    document: {},
    operation: { op: "test", path: "/a", value: null },
    fails: /there is no "\/a"/,
  },
  {
    what: "reads ~0 and ~1",
    document: { "a/b": 1, "m~n": 2 },
    operation: { op: "copy", from: "/a~1b", path: "/m~0n" },
    is: { "a/b": 1, "m~n": 1 },
  },
  {
    what: "reads ~01 as ~1",
    document: { "~1": 1 },
    operation: { op: "test", path: "/~01", value: 1 },
    is: { "~1": 1 },
  },
  {
    what: "knows the empty key",
    document: { "": 1 },
    operation: { op: "test", path: "/", value: 1 },
    is: { "": 1 },
  },
  {
    what: "refuses another escape",
    document: {},
    operation: { op: "test", path: "/~2", value: 1 },
    fails: /not a JSON pointer/,
  },
  {
    what: "refuses a path without a slash",
    document: {},
    operation: { op: "remove", path: "a" },
    fails: /not a JSON pointer/,
  },
];

Deno.test.each(VECTORS)("applyOperation() $what", ({ document, operation, is, fails }) => {
  const before = JSON.stringify(document);
  if (fails === undefined) assert.deepEqual(applyOperation(document, operation), is);
  else {assert.throws(() => applyOperation(document, operation), {
      name: "PatchFailure",
      message: fails,
    });}
  assert.equal(JSON.stringify(document), before);
});

Deno.test("applyOperation() takes __proto__ for a key like others", () => {
  const document = applyOperation({}, { op: "add", path: "/__proto__", value: { bad: true } });
  assert.ok(Object.hasOwn(document as object, "__proto__"));
  assert.equal(Object.getPrototypeOf(document), Object.prototype);
  assert.deepEqual(applyOperation(document, { op: "remove", path: "/__proto__" }), {});
});

Deno.test("what add puts into a mapping, test finds and remove takes away", () => {
  const key = fc.string({ minLength: 1 }).filter((text) => text !== "__proto__");
  const mapping = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }));
  fc.assert(fc.property(mapping, key, fc.jsonValue(), (object, name, given) => {
    const [document, value] = [object as Json, given as Json];
    const path = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const added = applyOperation(document, { op: "add", path, value });
    assert.equal(applyOperation(added, { op: "test", path, value }), added);
    const { [name]: _gone, ...rest } = object;
    assert.ok(isSame(applyOperation(added, { op: "remove", path }), rest as Json));
  }));
});
