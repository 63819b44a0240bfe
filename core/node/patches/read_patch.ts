import { createFindings, type Findings } from "../../config/source/finding.ts";
import { decodeSource } from "../../config/source/decode.ts";
import { readDocuments } from "../../config/source/documents.ts";
import { entryOf, kindOf, plainValue, type SourceNode } from "../../config/source/node.ts";
import { refuseFindings } from "../../config/source/refusal.ts";
import type { PatchType } from "./file_name.ts";
import type { Json, JsonObject } from "./json.ts";
import { parsePointer } from "./json_pointer.ts";
import type { JsonOperation } from "./json_patch.ts";
import type { KubeletPatch } from "./patch.ts";

/** What an operation needs beside `op` and `path`. */
const NEEDED: Readonly<Record<string, "value" | "from" | undefined>> = {
  add: "value",
  replace: "value",
  test: "value",
  remove: undefined,
  move: "from",
  copy: "from",
};

/**
 * The patches of a file: one a document. A file without any has none.
 *
 * @throws JoinError `patch-malformed`, with everything that is wrong
 */
export function readPatchFile(name: string, text: string, type: PatchType): KubeletPatch[] {
  const decoded = decodeSource(new TextEncoder().encode(text), name, "patch-malformed");
  const findings = createFindings();
  const documents = isBlank(decoded) ? [] : readDocuments(decoded, findings);
  const patches = documents.flatMap(({ root }) => readPatch(root, type, { name, findings }) ?? []);
  refuseFindings(name, findings.all, { code: "patch-malformed" });
  return patches;
}

/** One patch. @returns undefined if something is wrong with it */
export function readPatch(
  root: SourceNode,
  type: PatchType,
  { name, findings }: { name: string; findings: Findings },
): KubeletPatch | undefined {
  const source = `${name}:${root.at.line}`;
  if (type === "json") {
    if (root.kind !== "list") {
      const text = `a JSON patch is a list of operations, not ${kindOf(root)}`;
      return void findings.add("invalid", root.at, "", text);
    }
    const operations = root.items.flatMap((item, index) =>
      readOperation(item, index, findings) ?? []
    );
    const lines = root.items.map((item) => `${name}:${item.at.line}`);
    return {
      source,
      type,
      operations: operations.map((operation, index) => ({
        ...operation,
        source: lines[index] ?? source,
      })),
    };
  }
  if (root.kind !== "mapping") {
    const text = `a ${type} patch is a mapping, not ${kindOf(root)}`;
    return void findings.add("invalid", root.at, "", text);
  }
  return { source, type, value: plainValue(root) as JsonObject };
}

function readOperation(
  node: SourceNode,
  index: number,
  findings: Findings,
): JsonOperation | undefined {
  const where = `[${index}]`;
  function wrong(text: string, key = "", at = entryOf(node, key)?.value.at ?? node.at): void {
    findings.add("invalid", at, key === "" ? where : `${where}.${key}`, text);
  }
  function textOf(key: string): string | undefined {
    const value = entryOf(node, key)?.value;
    return value?.kind === "scalar" && typeof value.value === "string" ? value.value : undefined;
  }
  if (node.kind !== "mapping") {
    return void wrong(`an operation is a mapping, not ${kindOf(node)}`);
  }
  const [op = "", path, from] = [textOf("op"), textOf("path"), textOf("from")];
  if (!Object.hasOwn(NEEDED, op)) {
    return void wrong(`expected one of ${Object.keys(NEEDED).join(", ")}`, "op");
  }
  if (path === undefined || parsePointer(path) === undefined) {
    return void wrong('expected a JSON pointer, as in "/clusterDNS/0"', "path");
  }
  const needed = NEEDED[op];
  if (needed === "from" && (from === undefined || parsePointer(from) === undefined)) {
    return void wrong('expected a JSON pointer, as in "/clusterDNS/0"', "from");
  }
  const value = entryOf(node, "value");
  if (needed === "value" && value === undefined) {
    return void wrong(`"${op}" needs a value`, "value");
  }
  return { op, path, from, value: value && plainValue(value.value) as Json } as JsonOperation;
}

/** Nothing but comments, blanks and lines between documents. */
function isBlank(text: string): boolean {
  return text.split("\n").every((line) => /^\s*(#.*|---\s*(#.*)?|\.\.\.\s*)?$/.test(line));
}
