import type { Findings } from "../source/finding.ts";
import { isZero, type JoinDocument } from "./read.ts";
import { REFUSALS } from "./refusals.ts";
import { checkRegistration } from "./registration_rules.ts";

const DYNAMIC = "DynamicKubeletConfig";

/**
 * What fields say about each other, and about kubeworker. What flags may still add is not asked for here: see
 * `requireDiscovery()`.
 */
export function checkRules(document: JoinDocument, findings: Findings): void {
  refuseConflicts(document, findings);
  for (const [path, { field, value, at }] of document.values) {
    const { use } = field;
    if (use.kind === "flag") checkRegistration(field.type, { value, at, path }, findings);
    if (use.kind !== "ignored" && use.kind !== "refused") continue;
    if (isZero(value) || isEmptyMapping(value, field.type) || value === use.usual) continue;
    if (use.kind === "ignored") {
      findings.add("warning", at, path, `ignored: ${use.why}`);
      continue;
    }
    refuse(path, at, findings);
  }
  const gates = document.values.get("featureGates");
  if (gates === undefined) return;
  for (const gate of Object.keys(Object(gates.value))) {
    if (gate === DYNAMIC) continue;
    findings.add("warning", gates.at, `featureGates.${gate}`, "ignored: no worker needs it");
  }
}

function refuse(path: string, at: JoinDocument["at"], findings: Findings): void {
  const { why, instead } = REFUSALS[path] ??
    { why: "kubeworker cannot do it", instead: "leave it out" };
  findings.add("unsupported", at, path, `${why}: ${instead}`);
}

/** An empty object is a control plane's all the same; an empty mapping of arguments is nothing. */
function isEmptyMapping(value: unknown, type: string): boolean {
  return type !== "object" && typeof value === "object" && value !== null &&
    Object.keys(value).length === 0;
}

/** Two ways to find one cluster. */
function refuseConflicts({ version, values }: JoinDocument, findings: Findings): void {
  const pairs = version === "v1alpha3"
    ? ["discoveryToken", "discoveryTokenAPIServers", "discoveryTokenCACertHashes"].map((other) =>
      ["discoveryFile", other] as const
    )
    : [["discovery.file", "discovery.bootstrapToken"]] as const;
  for (const [file, other] of pairs) {
    const [first, second] = [values.get(file), values.get(other)];
    if (first === undefined || second === undefined) continue;
    if (isZero(first.value) || isZero(second.value)) continue;
    findings.add(
      "invalid",
      second.at,
      other,
      `it cannot be together with ${file}: keep one of them`,
    );
  }
}

/** What is missing where nothing but the file says how to find the cluster. */
export function requireDiscovery(document: JoinDocument, findings: Findings): void {
  const { version, at, values, wrong } = document;
  const flat = version === "v1alpha3";
  const base = flat ? "" : "discovery.bootstrapToken.";
  function has(path: string): boolean {
    const found = values.get(path);
    return wrong.has(path) || (found !== undefined && !isZero(found.value));
  }
  function want(path: string, text: string): void {
    findings.add("invalid", values.get("discovery.bootstrapToken")?.at ?? at, path, text);
  }
  if (has(flat ? "discoveryFile" : "discovery.file.kubeConfigPath")) return;
  const file = values.get("discovery.file");
  if (file !== undefined) {
    findings.add("invalid", file.at, "discovery.file.kubeConfigPath", "missing");
    return;
  }
  const token = flat
    ? ["discoveryToken", "token"].some(has)
    : values.has("discovery.bootstrapToken");
  if (!token) {
    const ways = flat ? "discoveryToken, token or discoveryFile" : "bootstrapToken or file";
    want(flat ? "" : "discovery", `nothing says how to find the cluster: give ${ways}`);
    return;
  }
  if (!flat && !has(`${base}token`)) want(`${base}token`, "missing");
  const servers = flat ? "discoveryTokenAPIServers" : `${base}apiServerEndpoint`;
  if (!has(servers)) want(servers, "missing: write HOST:PORT of an API server");
  const [pins, unsafe] = flat
    ? ["discoveryTokenCACertHashes", "discoveryTokenUnsafeSkipCAVerification"]
    : [`${base}caCertHashes`, `${base}unsafeSkipCAVerification`];
  if (!has(pins) && !has(unsafe)) {
    want(pins, `missing: give a pin, or accept the risk with ${unsafe}`);
  }
}
