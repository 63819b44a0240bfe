import assert from "node:assert/strict";
import { checkSchema, checkSection } from "../../../../core/discovery/user/section_schema.ts";
import { throwsWith } from "../../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function described(schema: Record<string, unknown>) {
  const permissions = { net: [], read: [], vouch: false };
  return { name: "p", version: "1", summary: "s", permissions, schema };
}

const SCHEMA = described({
  type: "object",
  properties: {
    domain: { type: "string", minLength: 3, description: "where to look" },
    ports: { type: "array", items: { type: "integer", maximum: 65535 } },
  },
  required: ["domain"],
  additionalProperties: false,
});

Deno.test("a section that fits passes", () => {
  checkSection(SCHEMA, { domain: "example.org", ports: [1] });
});

Deno.test("a section that does not fit is refused with every place", () => {
  const section = { ports: ["x", 70000], doman: 1 };
  const error = throwsWith("plugin-section-invalid", () => checkSection(SCHEMA, section));
  assert.match(error.message, /^The options for plugin "p" do not fit: /);
  const problems = String(error.detail.problems);
  for (const part of ["domain", "ports.0", "ports.1", "doman"]) {
    assert.ok(problems.includes(part), `${part}: ${problems}`);
  }
});

Deno.test.each([
  { what: "pattern", schema: { properties: { a: { pattern: "(a+)+$" } } } },
  { what: "patternProperties", schema: { patternProperties: {} } },
  { what: "$ref", schema: { $ref: "#" } },
  { what: "$dynamicRef", schema: { anyOf: [{ $dynamicRef: "#a" }] } },
  { what: "$defs", schema: { $defs: {} } },
  { what: "typ", schema: { typ: "object" } },
])("a schema with $what is refused, before anything is checked with it", ({ what, schema }) => {
  const error = throwsWith("plugin-malformed", () => checkSchema(described(schema)));
  assert.ok(error.message.includes(`has the keyword "${what}"`), error.message);
});

Deno.test.each([
  { what: "a text for a schema", schema: { properties: { a: "string" } } },
  { what: "a mapping for a list", schema: { anyOf: {} } },
  { what: "more than 64 KiB", schema: { description: "x".repeat(70_000) } },
])("a schema with $what is refused", ({ schema }) => {
  throwsWith("plugin-malformed", () => checkSchema(described(schema)));
});

Deno.test("a schema that is too deep is refused", () => {
  let schema: Record<string, unknown> = {};
  for (let depth = 0; depth < 20; depth++) schema = { items: schema };
  const error = throwsWith("plugin-malformed", () => checkSchema(described(schema)));
  assert.match(error.message, /more than 16 levels/);
});
