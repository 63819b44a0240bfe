import assert from "node:assert/strict";
import { describePermissions, intersect } from "../../../../core/discovery/user/permissions.ts";
import { throwsWith } from "../../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NONE = { net: [], read: [], vouch: false };
const GRANTED = { net: ["10.0.0.53:53", "ns.example.org"], read: ["/media/usb"], vouch: true };

Deno.test.each([
  { what: "what it asks for", asked: { net: ["10.0.0.53:53"] }, gets: ["net=10.0.0.53:53"] },
  {
    what: "a port of a host",
    asked: { net: ["NS.example.org:53"] },
    gets: ["net=NS.example.org:53"],
  },
  {
    what: "a file below a path",
    asked: { read: ["/media/usb/a/b"] },
    gets: ["read=/media/usb/a/b"],
  },
  {
    what: "for a star, what is granted",
    asked: { net: ["*"], read: ["*"] },
    gets: ["net=10.0.0.53:53", "net=ns.example.org", "read=/media/usb"],
  },
  {
    what: "each once",
    asked: { net: ["*", "10.0.0.53:53"] },
    gets: ["net=10.0.0.53:53", "net=ns.example.org"],
  },
  { what: "vouch", asked: { vouch: true }, gets: ["vouch"] },
  { what: "nothing, when it asks for nothing", asked: {}, gets: [] },
])("a plugin gets $what", ({ asked, gets }) => {
  const allowed = intersect("p", { ...NONE, ...asked }, GRANTED);
  assert.deepEqual(describePermissions(allowed), gets);
});

Deno.test("a star gets nothing where nothing is granted", () => {
  const asked = { net: ["*"], read: ["*"], vouch: false };
  assert.deepEqual(intersect("p", asked, NONE), NONE);
});

Deno.test.each([
  { asked: { net: ["10.0.0.53"] }, lacks: ["net=10.0.0.53"] },
  { asked: { net: ["10.0.0.53:54"] }, lacks: ["net=10.0.0.53:54"] },
  { asked: { net: ["a.ns.example.org"] }, lacks: ["net=a.ns.example.org"] },
  { asked: { net: ["[::1]:53"] }, lacks: ["net=[::1]:53"] },
  { asked: { read: ["/media"] }, lacks: ["read=/media"] },
  { asked: { read: ["/media/usb2"] }, lacks: ["read=/media/usb2"] },
  { asked: { net: ["*", "b:1"], read: ["/b"] }, lacks: ["net=b:1", "read=/b"] },
])("a plugin does not get $lacks", ({ asked, lacks }) => {
  const error = throwsWith(
    "plugin-forbidden",
    () => intersect("p", { ...NONE, ...asked }, { ...GRANTED, vouch: false }),
  );
  assert.deepEqual(error.detail, { missing: lacks });
  assert.ok(error.message.includes(lacks.join(", ")), error.message);
  assert.equal(error.exitCode, 5);
});

Deno.test("the hint has the lines that would grant it", () => {
  const asked = { net: ["b:1", "[::1]:53"], read: ["/b"], vouch: true };
  const { hint } = throwsWith(
    "plugin-forbidden",
    () => intersect("p", asked, { ...GRANTED, vouch: false }),
  );
  assert.equal(
    hint,
    "if you agree, write under its `permissions`: " +
      'net: [10.0.0.53:53, ns.example.org, b:1, "[::1]:53"], read: [/media/usb, /b], vouch: true',
  );
});
