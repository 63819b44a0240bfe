/** The two API servers that are stood in for: the last releases before and after most changes that a joiner sees. */
export type ApiVersion = "1.20" | "1.37";

/** What differs between them. */
export interface Dialect {
  version: ApiVersion;
  gitVersion: string;
  /** The one ConfigMap (and, by name, the one Role) with the kubelet's configuration. */
  kubeletConfigName: string;
  certificateVersions: readonly string[];
  /** Usage lists, sorted and joined by commas, that the approver accepts. */
  approvedUsages: readonly string[];
  /** Whether a node may read other nodes' objects. */
  nodesReadEachOther: boolean;
  /** Whether kubeconfig texts carry the line `preferences: {}`. */
  preferencesLine: boolean;
  /** Whether `spec.expirationSeconds` is known (and must then be at least 600). */
  expirationSeconds: boolean;
  /** Whether a node is held to requests for its own name. */
  nodeRequestsOwnNameOnly: boolean;
}

const threeUsages = "client auth,digital signature,key encipherment";

const dialects: Record<ApiVersion, Dialect> = {
  "1.20": {
    version: "1.20",
    gitVersion: "v1.20.2",
    kubeletConfigName: "kubelet-config-1.20",
    certificateVersions: ["v1", "v1beta1"],
    approvedUsages: [threeUsages],
    nodesReadEachOther: true,
    preferencesLine: true,
    expirationSeconds: false,
    nodeRequestsOwnNameOnly: false,
  },
  "1.37": {
    version: "1.37",
    gitVersion: "v1.37.2",
    kubeletConfigName: "kubelet-config",
    certificateVersions: ["v1"],
    approvedUsages: [threeUsages, "client auth,digital signature"],
    nodesReadEachOther: false,
    preferencesLine: false,
    expirationSeconds: true,
    nodeRequestsOwnNameOnly: true,
  },
};

export function dialectOf(version: ApiVersion): Dialect {
  return dialects[version];
}
