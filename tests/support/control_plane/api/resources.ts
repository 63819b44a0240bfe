/** What a request is about, as messages name it. */
export interface Resource {
  group: string;
  resource: string;
  kind: string;
}

export const resources = {
  nodes: { group: "", resource: "nodes", kind: "Node" },
  configMaps: { group: "", resource: "configmaps", kind: "ConfigMap" },
  secrets: { group: "", resource: "secrets", kind: "Secret" },
  accessReviews: {
    group: "authorization.k8s.io",
    resource: "selfsubjectaccessreviews",
    kind: "SelfSubjectAccessReview",
  },
  leases: { group: "coordination.k8s.io", resource: "leases", kind: "Lease" },
  requests: {
    group: "certificates.k8s.io",
    resource: "certificatesigningrequests",
    kind: "CertificateSigningRequest",
  },
} as const satisfies Record<string, Resource>;
