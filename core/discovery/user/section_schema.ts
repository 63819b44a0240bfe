import { type Schema, Validator } from "@cfworker/json-schema";
import { JoinError } from "../../engine/errors.ts";
import type { PluginMetadata } from "./metadata.ts";

/**
 * The keywords of JSON Schema that a plugin may use. Checking with them takes time in proportion to the
 * schema, which is a stranger's: no references, which can multiply it, and no patterns, which can run for
 * ever. What needs those is checked by the plugin itself.
 */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated"],
  ...["type", "enum", "const", "format", "minLength", "maxLength"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
  ...["items", "prefixItems", "minItems", "maxItems", "uniqueItems"],
  ...["anyOf", "oneOf", "allOf", "not"],
]);

const ONE = ["items", "additionalProperties", "not"];
const MANY = ["prefixItems", "anyOf", "oneOf", "allOf"];
const MOST_TEXT = 64 << 10;
const DEEPEST = 16;

/**
 * Checks the schema itself, and nothing else.
 *
 * @throws JoinError `plugin-malformed`
 */
export function checkSchema({ name, schema }: PluginMetadata): void {
  function refuse(why: string): never {
    throw new JoinError("plugin-malformed", `Cannot use the schema of plugin "${name}": ${why}`, {
      hint: "a plugin checks in `discover` what the schema cannot say; tell its author",
    });
  }
  function check(part: unknown, where: string, depth: number): void {
    if (typeof part === "boolean") return;
    if (typeof part !== "object" || part === null || Array.isArray(part)) {
      refuse(`${where} is not a schema`);
    }
    if (depth > DEEPEST) refuse(`it is more than ${DEEPEST} levels deep`);
    for (const [keyword, value] of Object.entries(part)) {
      if (!KEYWORDS.has(keyword)) {
        refuse(`${where} has the keyword "${keyword}", which is not supported`);
      }
      const inner = `${where}.${keyword}`;
      if (ONE.includes(keyword)) check(value, inner, depth + 1);
      if (MANY.includes(keyword)) {
        if (!Array.isArray(value)) refuse(`${inner} is not a list`);
        for (const [index, item] of value.entries()) check(item, `${inner}[${index}]`, depth + 1);
      }
      if (keyword === "properties") {
        for (const [key, item] of Object.entries(Object(value))) {
          check(item, `${inner}.${key}`, depth + 1);
        }
      }
    }
  }
  if (JSON.stringify(schema).length > MOST_TEXT) refuse("it has more than 64 KiB");
  check(schema, "schema", 0);
}

/**
 * Checks a section by the plugin's schema.
 *
 * @throws JoinError `plugin-section-invalid` with all problems, `plugin-malformed` for the schema
 */
export function checkSection(metadata: PluginMetadata, section: unknown): void {
  checkSchema(metadata);
  const { errors } = validate(metadata, section);
  // Of a property that does not fit, the innermost reason alone: the others only lead to it.
  const problems = errors
    .filter(({ keyword }) => !["properties", "false", "items", "allOf"].includes(keyword))
    .map(({ instanceLocation, error }) =>
      `${instanceLocation.replace(/^#\/?/, "").replaceAll("/", ".") || "section"}: ${
        error.replace(/\.$/, "")
      }`
    );
  if (errors.length === 0) return;
  throw new JoinError(
    "plugin-section-invalid",
    `The options for plugin "${metadata.name}" do not fit: ${problems.slice(0, 5).join("; ")}`,
    { detail: { problems } },
  );
}

function validate({ name, schema }: PluginMetadata, section: unknown) {
  try {
    return new Validator(schema as Schema, "2020-12", false).validate(section);
  } catch (cause) {
    throw new JoinError("plugin-malformed", `Cannot use the schema of plugin "${name}"`, { cause });
  }
}
