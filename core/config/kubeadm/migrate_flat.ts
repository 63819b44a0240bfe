import { isScalar, isSeq } from "yaml";
import type { Findings } from "../source/finding.ts";
import type { Edit } from "./edit.ts";
import { isZero, type JoinDocument } from "./read.ts";

/** What 1.12 fills in by itself, and 1.13 refuses. */
const USUAL_NAME = "kubernetes";

const TOKEN_FIELDS = {
  discoveryTokenCACertHashes: "caCertHashes",
  discoveryTokenUnsafeSkipCAVerification: "unsafeSkipCAVerification",
} as const;

/**
 * v1alpha3 to v1beta1: the fields of discovery get an object of their own, with one server. `clusterName` and
 * `featureGates` are the cluster's from then on, and refused as kubeadm 1.13 does.
 */
export function migrateFlat(edit: Edit, { values }: JoinDocument, findings: Findings): void {
  function valueOf(path: string): unknown {
    const found = values.get(path);
    return found === undefined || isZero(found.value) ? undefined : found.value;
  }
  function refuse(path: string, text: string): void {
    const at = values.get(path)?.at;
    if (at !== undefined) findings.add("invalid", at, path, text);
  }
  function lose(path: string, why: string): void {
    const at = values.get(path)?.at;
    if (at !== undefined && valueOf(path) !== undefined) {
      findings.add("warning", at, path, `left out: ${why}`);
    }
    edit.drop(path);
  }

  const name = valueOf("clusterName");
  if (name !== undefined && name !== USUAL_NAME) {
    refuse(
      "clusterName",
      "v1beta1 has no such field, the ClusterConfiguration names it: remove it",
    );
  }
  edit.drop("clusterName");
  if (Object.keys(Object(valueOf("featureGates"))).length > 0) {
    refuse("featureGates", "v1beta1 has no such field, the ClusterConfiguration has it: remove it");
  }
  edit.drop("featureGates");

  const token = valueOf("token");
  if (valueOf("discoveryFile") !== undefined) {
    edit.move("discoveryFile", "discovery.file.kubeConfigPath");
    for (
      const path of ["discoveryToken", "discoveryTokenAPIServers", ...Object.keys(TOKEN_FIELDS)]
    ) {
      lose(path, "there is a discovery file");
    }
  } else {
    edit.drop("discoveryFile");
    const base = "discovery.bootstrapToken";
    if (valueOf("discoveryToken") !== undefined) edit.move("discoveryToken", `${base}.token`);
    else {
      edit.drop("discoveryToken");
      if (token !== undefined) edit.put(`${base}.token`, token);
    }
    const servers = valueOf("discoveryTokenAPIServers");
    if (Array.isArray(servers)) {
      const [first, ...rest] = servers;
      const at = values.get("discoveryTokenAPIServers")?.at;
      if (rest.length > 0 && at !== undefined) {
        const text = `only the first is kept, "${first}": v1beta1 has one server`;
        findings.add("warning", at, "discoveryTokenAPIServers", text);
      }
      edit.change("discoveryTokenAPIServers", firstOf);
      edit.move("discoveryTokenAPIServers", `${base}.apiServerEndpoint`);
    } else edit.drop("discoveryTokenAPIServers");
    for (const [old, now] of Object.entries(TOKEN_FIELDS)) {
      if (valueOf(old) === undefined) edit.drop(old);
      else edit.move(old, `${base}.${now}`);
    }
  }
  if (valueOf("tlsBootstrapToken") !== undefined) {
    edit.move("tlsBootstrapToken", "discovery.tlsBootstrapToken");
    edit.drop("token");
  } else {
    edit.drop("tlsBootstrapToken");
    if (token === undefined) edit.drop("token");
    else edit.move("token", "discovery.tlsBootstrapToken");
  }
  if (values.has("discoveryTimeout")) edit.move("discoveryTimeout", "discovery.timeout");
  else edit.drop("discoveryTimeout");

  edit.drop("controlPlane");
  if (valueOf("controlPlane") === true) {
    if (values.has("apiEndpoint.advertiseAddress") || values.has("apiEndpoint.bindPort")) {
      edit.move("apiEndpoint", "controlPlane.localAPIEndpoint");
    } else edit.put("controlPlane.localAPIEndpoint", {});
  } else edit.drop("apiEndpoint");
}

/** The first of a list, with the comments that were before it. */
function firstOf(list: unknown): unknown {
  if (!isSeq(list)) return list;
  const [first] = list.items;
  if (!isScalar(first)) return first;
  const comments = [list.commentBefore, first.commentBefore].filter((text) => Boolean(text));
  first.commentBefore = comments.length === 0 ? null : comments.join("\n");
  return first;
}
