import { parse } from "yaml";
import type { Machine } from "./machine.ts";
import { type Entry, readTree } from "./tree.ts";

/** The places that a join by kubeadm fills. */
const PLACES = [
  "/etc/kubernetes",
  "/var/lib/kubelet/config.yaml",
  "/var/lib/kubelet/instance-config.yaml",
  "/var/lib/kubelet/kubeadm-flags.env",
  "/var/lib/kubelet/pki",
];

const YAML = [
  "/etc/kubernetes/kubelet.conf",
  "/var/lib/kubelet/config.yaml",
  "/var/lib/kubelet/instance-config.yaml",
];
const TEXTS = ["/etc/kubernetes/pki/ca.crt", "/var/lib/kubelet/kubeadm-flags.env"];
const CLIENT = "/var/lib/kubelet/pki/kubelet-client-current.pem";

/** What a join left on a node, without what is a node's own: its name and the time. */
export interface Outcome {
  entries: ReadonlyMap<string, Entry>;
  texts: ReadonlyMap<string, string>;
}

export async function readOutcome(node: Machine): Promise<Outcome> {
  const root = await node.root();
  const entries = new Map(
    [...await readTree(root, PLACES)].map((
      [path, entry],
    ) => [undated(path), { ...entry, target: undated(entry.target) }]),
  );
  const texts = new Map<string, string>();
  for (const path of [...YAML, ...TEXTS]) {
    if (entries.has(path)) texts.set(path, await Deno.readTextFile(root + path));
  }
  const pem = await node.exec(
    "sh",
    "-c",
    `grep -- ----- ${CLIENT}; openssl x509 -noout -in ${CLIENT} \
    -subject -issuer -ext keyUsage,extendedKeyUsage,basicConstraints,subjectAltName; \
    openssl pkey -in ${CLIENT} -noout -text | grep OID; wc -c < ${CLIENT} | sed 's/..$/00/'`,
  );
  texts.set(CLIENT, pem.replaceAll(`system:node:${node.name}`, "system:node:NAME"));
  return { entries, texts };
}

/** One line for each difference: what it is about, ours, theirs. */
export function differences(ours: Outcome, theirs: Outcome): string[] {
  return [...entryDifferences(ours, theirs), ...textDifferences(ours, theirs)];
}

function* entryDifferences(ours: Outcome, theirs: Outcome): Generator<string> {
  for (const path of new Set([...ours.entries.keys(), ...theirs.entries.keys()])) {
    const [mine, other] = [ours.entries.get(path), theirs.entries.get(path)];
    if (mine === undefined || other === undefined) {
      yield `${path}: ${mine === undefined ? "only theirs" : "only ours"}`;
      continue;
    }
    for (const key of ["type", "mode", "owner", "target"] as const) {
      if (mine[key] !== other[key]) yield `${path} ${key}: ${mine[key]} / ${other[key]}`;
    }
  }
}

function* textDifferences(ours: Outcome, theirs: Outcome): Generator<string> {
  for (const [path, mine] of ours.texts) {
    const other = theirs.texts.get(path);
    if (other === undefined || other === mine) continue;
    const fields = YAML.includes(path) ? [...fieldDifferences(mine, other)] : [];
    for (const field of fields) yield `${path} ${field}`;
    if (fields.length > 0) continue;
    if (YAML.includes(path)) yield `${path} layout: ${firstOther(mine, other)}`;
    else yield `${path} text: ${firstOther(mine, other)}`;
  }
}

function* fieldDifferences(mine: string, other: string): Generator<string> {
  const [a, b] = [leaves(parse(mine)), leaves(parse(other))];
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    if (a.get(key) !== b.get(key)) {
      yield `${key}: ${a.get(key) ?? "absent"} / ${b.get(key) ?? "absent"}`;
    }
  }
}

/** Every value of a document by its path; empty maps and lists count as values. */
function leaves(value: unknown, path = ""): Map<string, string> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return new Map([[path, JSON.stringify(value)]]);
  return new Map(
    entries.flatMap(([key, inner]) => [...leaves(inner, path === "" ? key : `${path}.${key}`)]),
  );
}

function firstOther(mine: string, other: string): string {
  const [a, b] = [mine.split("\n"), other.split("\n")];
  const index = a.findIndex((line, index) => line !== b[index]);
  return `${(a[index] ?? "(end)").trim()} / ${(b[index] ?? "(end)").trim()}`;
}

function undated(path: string): string {
  return path.replace(
    /kubelet-client-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.pem$/,
    "kubelet-client-DATE.pem",
  );
}
