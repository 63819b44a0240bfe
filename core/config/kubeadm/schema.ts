import type { Field } from "./field.ts";
import { fieldsOf } from "./fields.ts";
import { REFUSALS } from "./refusals.ts";
import { discoveryRules, flatDiscoveryRules } from "./schema_rules.ts";
import type { JsonSchema } from "./schema_type.ts";
import { TYPES } from "./types.ts";
import { GROUP, type Version } from "./versions.ts";

/**
 * A JSON Schema (2020-12) of what a join takes: for editors, and for whoever makes such files. It is as strict
 * as the reader, but for what two distant fields say about each other.
 */
export function schemaOf(version: Version): JsonSchema & { $schema: string; title: string } {
  const root = objectOf(fieldsOf(version), "");
  const flat = version === "v1alpha3";
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `JoinConfiguration ${version}`,
    ...root,
    type: "object",
    properties: {
      apiVersion: { const: `${GROUP}/${version}` },
      kind: { const: "JoinConfiguration" },
      ...root.properties,
      ...(flat ? {} : { discovery: { ...root.properties?.discovery, ...discoveryRules() } }),
    },
    required: ["apiVersion", "kind", ...(flat ? [] : ["discovery"])],
    ...(flat ? flatDiscoveryRules() : {}),
  };
}

/** The object whose fields begin with a prefix, which ends with a dot or is empty. */
function objectOf(fields: readonly Field[], prefix: string): JsonSchema {
  const inner = fields.filter(({ path }) => path.startsWith(prefix));
  const names = new Set(inner.map(({ path }) => path.slice(prefix.length).split(".")[0] ?? ""));
  const properties: Record<string, JsonSchema> = {};
  for (const name of names) {
    const path = prefix + name;
    const field = inner.find((candidate) => candidate.path === path);
    const parent = inner.some((candidate) => candidate.path.startsWith(`${path}.`));
    properties[name] = {
      ...(parent ? objectOf(inner, `${path}.`) : {}),
      ...(field === undefined ? {} : schemaOfField(field, parent)),
    };
  }
  return { type: ["object", "null"], properties, additionalProperties: false };
}

function schemaOfField(field: Field, parent: boolean): JsonSchema {
  const { path, means, use, type } = field;
  if (use.kind !== "refused") {
    return { description: means, ...(parent ? {} : orNull(TYPES[type].schema)) };
  }
  const { why = "", instead = "" } = REFUSALS[path] ?? {};
  return { description: `${means}; refused: ${why}: ${instead}`, ...nothingOf(field) };
}

/** What a refused field may still say: nothing, or its usual value. */
function nothingOf({ type, use }: Field): JsonSchema {
  const usual = use.kind === "refused" && use.usual !== undefined ? [use.usual] : [];
  if (type === "object") return { type: "null" };
  switch (TYPES[type].schema.type) {
    case "array":
      return { type: ["array", "null"], maxItems: 0 };
    case "object":
      return { type: ["object", "null"], maxProperties: 0 };
    case "boolean":
      return { enum: [false, null, ...usual] };
    default:
      return { enum: ["", null, ...usual] };
  }
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values } = schema;
  return {
    ...schema,
    ...(typeof type === "string" ? { type: [type, "null"] } : {}),
    ...(values === undefined ? {} : { enum: [...values, null] }),
  };
}
