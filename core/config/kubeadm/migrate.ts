import type { Document } from "yaml";
import { isMap, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { Findings } from "../source/finding.ts";
import { createEdit, type Edit } from "./edit.ts";
import { expandAliases } from "./expand_aliases.ts";
import { migrateFlat } from "./migrate_flat.ts";
import type { JoinDocument } from "./read.ts";
import { GROUP, type Version, VERSIONS } from "./versions.ts";

/** From one version to the next; what the next cannot say is a finding. */
type Step = (edit: Edit, old: JoinDocument, findings: Findings) => void;

/** What changes on the way to a version beside its name. The others only add fields. */
const STEPS: Readonly<Partial<Record<Version, Step>>> = {
  v1beta1: migrateFlat,
  v1beta4(edit) {
    edit.move("discovery.timeout", "timeouts.discovery");
    edit.change("nodeRegistration.kubeletExtraArgs", listOfArguments);
  },
};

/**
 * Brings a document to a newer version in place, step by step as kubeadm's releases would, and keeps its
 * comments. What is given is moved; nothing is added.
 */
export function migrate(
  document: Document,
  old: JoinDocument,
  { to, findings }: { to: Version; findings: Findings },
): void {
  expandAliases(document);
  const edit = createEdit(document);
  const [from, until] = [VERSIONS.indexOf(old.version), VERSIONS.indexOf(to)];
  for (const version of VERSIONS.slice(from + 1, until + 1)) {
    STEPS[version]?.(edit, old, findings);
  }
  renameSchema(document, old.version, to);
  edit.change("apiVersion", (node) => {
    const scalar = node instanceof Scalar ? node : new Scalar(undefined);
    scalar.value = `${GROUP}/${to}`;
    return scalar;
  });
}

/** The line at the head that tells editors the schema names a version, too. */
function renameSchema(document: Document, from: Version, to: Version): void {
  const { contents } = document;
  const first: unknown = isMap(contents) ? contents.items[0]?.key : undefined;
  for (const node of [document, contents, first]) {
    if (!isCommented(node)) continue;
    const lines = node.commentBefore.split("\n");
    node.commentBefore = lines.map((line) =>
      line.includes("schema") ? line.replaceAll(from, to) : line
    ).join("\n");
  }
}

function isCommented(node: unknown): node is { commentBefore: string } {
  return typeof Object(node).commentBefore === "string";
}

/** A mapping of arguments as the list of name and value, sorted by name. */
function listOfArguments(mapping: unknown): unknown {
  if (!isMap(mapping)) return mapping;
  const list = new YAMLSeq();
  const [first] = mapping.items;
  const pairs = mapping.items.toSorted((a, b) => String(a.key) < String(b.key) ? -1 : 1);
  list.items = pairs.map(({ key, value }) => {
    const item = new YAMLMap();
    if (key instanceof Scalar) {
      // The parser gives what is before the first key to the mapping.
      const before = key === first?.key ? mapping.commentBefore : undefined;
      item.commentBefore = before ?? key.commentBefore ?? null;
      key.commentBefore = null;
      key.spaceBefore = false;
    }
    item.items = [new Pair(new Scalar("name"), key), new Pair(new Scalar("value"), value)];
    return item;
  });
  return list;
}
