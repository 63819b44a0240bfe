import { nearest } from "../../engine/nearest.ts";
import type { SourceDocument } from "../source/documents.ts";
import type { Findings } from "../source/finding.ts";
import { entryOf, type SourceNode } from "../source/node.ts";
import { GROUP, parseVersion, type Version, whyUnread } from "./versions.ts";

/** The documents of one file that concern a join. */
export interface PickedDocuments {
  readonly join: { readonly source: SourceDocument; readonly version: Version } | undefined;
  /** kubeworker's own WorkerConfiguration. */
  readonly worker: SourceDocument | undefined;
}

/** Documents that may stand beside it: they are another program's, or kubeadm's for control planes. */
const BESIDE = [
  "InitConfiguration",
  "ClusterConfiguration",
  "ClusterStatus",
  "ResetConfiguration",
  "UpgradeConfiguration",
  "KubeletConfiguration",
  "KubeProxyConfiguration",
];
const OURS = ["JoinConfiguration", "WorkerConfiguration"];

/**
 * Finds what is for us among the documents of a file. Every document needs `apiVersion` and `kind`; a kind
 * may be there once, in whatever version, as kubeadm has it.
 */
export function pickDocuments(
  documents: readonly SourceDocument[],
  findings: Findings,
): PickedDocuments {
  let join: PickedDocuments["join"];
  let worker: PickedDocuments["worker"];
  const seen = new Map<string, number>();
  for (const source of documents) {
    const { root } = source;
    const kind = headOf(root, "kind", findings);
    const apiVersion = headOf(root, "apiVersion", findings);
    if (kind === undefined || apiVersion === undefined) continue;
    const first = seen.get(kind);
    if (first !== undefined) {
      findings.add("invalid", root.at, "kind", `${kind} is there twice, first in line ${first}`);
      continue;
    }
    seen.set(kind, root.at.line);
    const [group = "", version = ""] = apiVersion.split("/");
    const at = entryOf(root, "apiVersion")?.value.at ?? root.at;
    if (kind === "NodeConfiguration" && group === GROUP) {
      findings.add("invalid", at, "apiVersion", whyUnread(version));
    } else if (kind === "JoinConfiguration") {
      const known = group === GROUP ? parseVersion(version) : undefined;
      if (known !== undefined) join = { source, version: known };
      else {
        const why = group === GROUP ? whyUnread(version) : `expected ${GROUP}/VERSION`;
        findings.add("invalid", at, "apiVersion", why);
      }
    } else if (kind === "WorkerConfiguration") worker = source;
    else if (!BESIDE.includes(kind) && nearest(kind, OURS) !== undefined) {
      const kindAt = entryOf(root, "kind")?.value.at ?? root.at;
      const meant = nearest(kind, OURS);
      findings.add("invalid", kindAt, "kind", `unknown kind "${kind}", did you mean ${meant}?`);
    }
  }
  if (documents.length > 0 && !OURS.concat("NodeConfiguration").some((kind) => seen.has(kind))) {
    requireOurs(documents, findings);
  }
  return { join, worker };
}

function requireOurs(documents: readonly SourceDocument[], findings: Findings): void {
  if (findings.all.some(({ level }) => level === "invalid")) return;
  const at = documents[0]?.root.at ?? { line: 1, column: 1 };
  findings.add("invalid", at, "", "there is no document of kind JoinConfiguration");
}

function headOf(root: SourceNode, key: string, findings: Findings): string | undefined {
  if (root.kind !== "mapping") {
    if (key === "kind") findings.add("invalid", root.at, "", "a document has to be a mapping");
    return undefined;
  }
  const entry = entryOf(root, key);
  const value = entry?.value.kind === "scalar" ? entry.value.value : undefined;
  if (typeof value === "string" && value !== "") return value;
  findings.add("invalid", entry?.value.at ?? root.at, key, "missing: every document needs it");
  return undefined;
}
