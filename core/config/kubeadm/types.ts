import { JoinError } from "../../engine/errors.ts";
import { parseBootstrapToken } from "../../trust/bootstrap_token.ts";
import { parsePin } from "../../trust/pin.ts";
import { parseCaPath } from "../ca_path.ts";
import { parseCriSocket } from "../cri_socket.ts";
import { parseDuration } from "../duration.ts";
import { parseEndpoint } from "../endpoint.ts";
import { normalizeNodeName } from "../node_name.ts";
import { isNull, kindOf, type SourceNode } from "../source/node.ts";
import { argumentsOf, booleansOf, taintsOf, textsOfMapping } from "./composite_types.ts";
import type { JsonSchema } from "./schema_type.ts";

/** Reports that a value, or an inner part of it as in `[1]` or `.name`, cannot be used. */
export type Fail = (node: SourceNode, text: string, inner?: string) => void;

/** How the values of one kind are read, and what a schema says about them. A null is never asked for. */
export interface FieldType {
  /** @returns undefined if it failed */
  read(node: SourceNode, fail: Fail): unknown;
  readonly schema: JsonSchema;
}

/** A text, with the rule that what is not empty has to keep. */
function text(check: (value: string) => unknown, schema: JsonSchema): FieldType {
  return {
    read(node, fail) {
      const value = readText(node, fail);
      if (value === undefined || value === "") return value;
      return obey(check, value, (problem) => fail(node, problem));
    },
    schema: { type: "string", ...schema },
  };
}

function texts(check: (value: string) => unknown, schema: JsonSchema): FieldType {
  return {
    read(node, fail) {
      if (node.kind !== "list") return void fail(node, expected("a list", node));
      const values = node.items.map((item, index) => {
        const inner = `[${index}]`;
        const value = readText(item, (at, problem) => fail(at, problem, inner));
        if (value === undefined) return undefined;
        return obey(check, value, (problem) => fail(item, problem, inner));
      });
      return values.includes(undefined) ? undefined : values;
    },
    schema: { type: "array", items: { type: "string", ...schema } },
  };
}

function obey(
  check: (value: string) => unknown,
  value: string,
  fail: (problem: string) => void,
): string | undefined {
  try {
    const problem = check(value);
    if (typeof problem !== "string") return value;
    fail(problem);
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    fail(error.message);
  }
  return undefined;
}

function readText(node: SourceNode, fail: Fail): string | undefined {
  if (node.kind === "scalar" && typeof node.value === "string") return node.value;
  const quote = node.kind === "scalar" && !isNull(node) ? ": put it in quotes" : "";
  fail(node, `${expected("a text", node)}${quote}`);
  return undefined;
}

function expected(what: string, node: SourceNode): string {
  return `expected ${what}, not ${kindOf(node)}`;
}

function anything(): undefined {
  return undefined;
}

/** For rules that give a value back. */
function by(parse: (value: string) => unknown): (value: string) => undefined {
  return (value) => void parse(value);
}

const ENDPOINT = "(\\[[0-9a-fA-F:.]+\\]|[^:/@\\[\\]\\s]+):[0-9]{1,5}";
const POLICIES = ["Always", "IfNotPresent", "Never"];

/** All kinds of values that fields have. */
export const TYPES = {
  "text": text(anything, {}),
  "texts": texts(anything, {}),
  // A message of parseBootstrapToken() holds nothing of the token.
  "token": text(by((value) => parseBootstrapToken(value, "this field")), {
    pattern: "^([a-z0-9]{6}\\.[a-z0-9]{16})?$",
  }),
  "key": text(anything, {}),
  "endpoint": text(by(parseEndpoint), { pattern: `^(${ENDPOINT})?$` }),
  "endpoints": texts(by(parseEndpoint), { pattern: `^${ENDPOINT}$` }),
  "pins": texts(by(parsePin), { pattern: "^[sS][hH][aA]256:[0-9a-fA-F]{64}$" }),
  "node-name": text(by(normalizeNodeName), {
    pattern: "^\\s*([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?)?\\s*$",
  }),
  "cri-socket": text(by(parseCriSocket), { pattern: "^((unix://)?/\\S+)?$" }),
  "ca-path": text(by(parseCaPath), { pattern: "^((/[^/\\0\\n]+)+\\.crt)?$" }),
  "pull-policy": text(
    (value) => POLICIES.includes(value) ? undefined : `expected ${POLICIES.join(", ")}`,
    { enum: ["", ...POLICIES] },
  ),
  "duration": {
    read(node, fail) {
      const value = readText(node, fail);
      if (value === undefined) return undefined;
      const ms = parseDuration(value);
      if (ms !== undefined && ms > 0) return value;
      return void fail(
        node,
        `"${value}" is not a duration above zero, as in 5m0s${lacksUnit(value)}`,
      );
    },
    schema: {
      type: "string",
      pattern: "^\\+?(?=.*[1-9])(([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$",
    },
  },
  "duration-or-zero": {
    read(node, fail) {
      const value = readText(node, fail);
      if (value === undefined) return undefined;
      const ms = parseDuration(value);
      if (ms !== undefined && ms >= 0) return value;
      return void fail(
        node,
        `"${value}" is not a duration, as in 5m0s, or 0s to wait without end${lacksUnit(value)}`,
      );
    },
    schema: {
      type: "string",
      pattern: "^\\+?(0|(([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$",
    },
  },
  "boolean": {
    read(node, fail) {
      if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
      return void fail(node, expected("true or false", node));
    },
    schema: { type: "boolean" },
  },
  "port": {
    read(node, fail) {
      const value = node.kind === "scalar" ? node.value : undefined;
      if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 65536) {
        return value;
      }
      return void fail(node, "expected a port between 1 and 65535");
    },
    schema: { type: "integer", minimum: 0, maximum: 65535 },
  },
  "object": { read: () => undefined, schema: { type: "object" } },
  "argument-map": textsOfMapping,
  "argument-list": argumentsOf,
  "gates": booleansOf,
  "taints": taintsOf,
} as const satisfies Record<string, FieldType>;

export type TypeName = keyof typeof TYPES;

function lacksUnit(value: string): string {
  return /^\d+$/.test(value) ? `: write "${value}s" for seconds` : "";
}
