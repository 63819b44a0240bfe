import { at } from "../support/json.ts";
import type { Answer } from "./target.ts";

/** What real servers and their controllers add, sooner or later, and no joiner looks for. */
const IGNORED = new Set([
  "annotations",
  "labels",
  "managedFields",
  "selfLink",
  "creationTimestamp",
  "groups",
  "extra",
  "uid",
]);

/** Parts that grow with time and with the server's age: of a Node the rest, of a watch event how far the request is. */
const UNSTEADY: Record<string, readonly string[]> = {
  Node: ["spec", "status"],
  WatchedRequest: ["status"],
};

/** An answer as one text: status, then the whole Status, or the shape of an object. */
export function outline({ status, json }: Answer): string {
  if (at(json, "kind") === "Status") return `${status} ${statusOutline(json)}`;
  if (typeof json === "string") return `${status} text ${json.trim()}`;
  return `${status} ${shape(json)}`;
}

function statusOutline(json: unknown): string {
  const details = at(json, "details");
  const causes = at(details, "causes");
  const parts = {
    reason: at(json, "reason"),
    code: at(json, "code"),
    message: normal(String(at(json, "message") ?? "")),
    details: details === undefined ? undefined : {
      name: normal(String(at(details, "name") ?? "")),
      group: at(details, "group"),
      kind: at(details, "kind"),
      causes: Array.isArray(causes)
        ? causes.map((one) => [at(one, "reason"), at(one, "field")])
        : undefined,
    },
  };
  return JSON.stringify(parts);
}

/** The keys of an object, inner ones too, in alphabetical order; kinds and versions with their values. */
function shape(value: unknown, key = ""): string {
  if (key === "apiVersion" || key === "kind" || key === "type" || key === "reason") {
    return `"${value}"`;
  }
  if (typeof value !== "object" || value === null) return typeof value;
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${shape(value[0], key)}]`;
  const kind = String(at(value, "kind") ?? (key === "items" ? "Node" : ""));
  const unsteady = UNSTEADY[key === "object" && kind !== "Node" ? "WatchedRequest" : kind] ?? [];
  const entries = Object.entries(value)
    .filter(([name]) => !IGNORED.has(name) && !unsteady.includes(name))
    .sort(([a], [b]) => a < b ? -1 : 1);
  return `{${entries.map(([name, inner]) => `${name}: ${shape(inner, name)}`).join(", ")}}`;
}

/** Names that are new each time. */
function normal(text: string): string {
  return text.replace(/parity-[0-9a-f]{8}/g, "parity-X")
    .replace(/Invalid value: .*?: (?=PEM)/, "Invalid value: …: ");
}
