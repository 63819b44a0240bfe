import { isNull, kindOf, type SourceNode } from "../source/node.ts";
import type { Fail, FieldType } from "./types.ts";

/** Arguments of the kubelet until v1beta3: a mapping of texts. */
export const textsOfMapping: FieldType = {
  read(node, fail) {
    if (node.kind === "list") {
      return void fail(node, "expected a mapping: the list of name and value is v1beta4's form");
    }
    return readMapping(node, fail, "string", 'a text: put it in quotes, as in "1"');
  },
  schema: { type: "object", additionalProperties: { type: "string" } },
};

/** Feature gates of v1alpha3. */
export const booleansOf: FieldType = {
  read: (node, fail) => readMapping(node, fail, "boolean", "true or false"),
  schema: {
    type: "object",
    additionalProperties: { type: "boolean" },
  },
};

/** Arguments of the kubelet from v1beta4 on: a list of name and value, where names may repeat. */
export const argumentsOf: FieldType = {
  read(node, fail) {
    if (node.kind === "mapping") {
      return void fail(
        node,
        "expected a list of name and value: the mapping is the form until v1beta3",
      );
    }
    return readItems(node, fail, { known: ["name", "value"], needed: ["name"] });
  },
  schema: {
    type: "array",
    items: {
      type: "object",
      properties: {
        name: { type: "string", minLength: 1 },
        value: { type: ["string", "null"] },
      },
      required: ["name"],
      additionalProperties: false,
    },
  },
};

const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/** Taints as the API of Kubernetes has them (core/v1 Taint). */
export const taintsOf: FieldType = {
  read: (node, fail) =>
    readItems(node, fail, {
      known: ["key", "value", "effect", "timeAdded"],
      needed: ["key", "effect"],
    }),
  schema: {
    type: "array",
    items: {
      type: "object",
      properties: {
        key: { type: "string", minLength: 1 },
        value: { type: ["string", "null"] },
        effect: { type: "string", minLength: 1, pattern: `^(${EFFECTS.join("|")})$` },
        timeAdded: { type: ["string", "null"] },
      },
      required: ["key", "effect"],
      additionalProperties: false,
    },
  },
};

function readMapping(
  node: SourceNode,
  fail: Fail,
  type: "string" | "boolean",
  expected: string,
): unknown {
  if (node.kind !== "mapping") {
    return void fail(node, `expected a mapping, not ${kindOf(node)}`);
  }
  const entries: [string, unknown][] = [];
  for (const { key, value } of node.entries) {
    if (value.kind === "scalar" && typeof value.value === type) entries.push([key, value.value]);
    else fail(value, `expected ${expected}`, `.${key}`);
  }
  return entries.length === node.entries.length ? Object.fromEntries(entries) : undefined;
}

/** A list of mappings whose values are texts. */
function readItems(
  node: SourceNode,
  fail: Fail,
  { known, needed }: { known: readonly string[]; needed: readonly string[] },
): unknown {
  if (node.kind !== "list") return void fail(node, `expected a list, not ${kindOf(node)}`);
  let good = true;
  function refuse(at: SourceNode, text: string, inner: string): void {
    good = false;
    fail(at, text, inner);
  }
  const items = node.items.map((item, index) => {
    if (item.kind !== "mapping") {
      refuse(item, `expected a mapping, not ${kindOf(item)}`, `[${index}]`);
      return {};
    }
    const values = new Map<string, string>();
    const given = new Set<string>();
    for (const { key, value } of item.entries) {
      const inner = `[${index}].${key}`;
      if (!known.includes(key)) {
        refuse(value, `unknown field: there are ${known.join(", ")}`, inner);
      }
      if (isNull(value)) continue;
      given.add(key);
      const text = value.kind === "scalar" ? value.value : undefined;
      if (typeof text === "string") values.set(key, text);
      else refuse(value, "expected a text: put it in quotes", inner);
      if (key === "effect" && !EFFECTS.includes(String(text))) {
        refuse(value, `expected ${EFFECTS.join(", ")}`, inner);
      }
    }
    for (const name of needed) {
      if (!given.has(name) || values.get(name) === "") {
        refuse(item, "missing", `[${index}].${name}`);
      }
    }
    return Object.fromEntries(values);
  });
  return good ? items : undefined;
}
