import type { ErrorCode } from "../../engine/error_codes.ts";

/** What `inspect` found out: this is what `-o json` prints. Dates are RFC 3339. */
export interface Findings {
  readonly kind: "inspection";
  readonly endpoint: string;
  /** That the host has, by this machine's resolver. */
  readonly addresses: readonly string[];
  /** The one that answered. */
  readonly address?: string;
  readonly tls?: TlsFindings;
  /** Status of a plain HTTP request, where the server does not speak TLS. */
  readonly plainHttpStatus?: number;
  readonly clusterInfo: ClusterInfoFindings;
  /** `gitVersion` of the API server, where anybody may read it. */
  readonly version?: string;
  readonly clock?: ClockFindings;
  /** The command that joins this cluster, without the token's secret. */
  readonly join?: string;
}

export interface TlsFindings {
  /** As in `TLSv1.3`. */
  readonly protocol: string;
  /** As the server sent them, its own first. */
  readonly certificates: readonly CertificateFindings[];
  /** Whether the first one is for the host that was used. */
  readonly nameFits: boolean;
}

export interface CertificateFindings {
  /** Absent where the certificate cannot be read. */
  readonly pin?: string;
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly validity: "valid" | "expired" | "not-yet-valid" | "unknown";
  readonly keyType: string;
  readonly isCa: boolean;
  readonly isSelfSigned: boolean;
}

export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly causes?: readonly string[];
}

/** The answer to the question for cluster-info. */
export interface ClusterInfoFindings {
  readonly status?: number;
  /** Why it is not a cluster-info. */
  readonly problem?: Problem;
  /** Of what answers in place of an API server. */
  readonly page?: PageFindings;
  /** Where cluster-info says that the API server is. */
  readonly server?: string;
  readonly cas?: readonly CaFindings[];
  /** Ids of the tokens that have signed it. */
  readonly signedFor?: readonly string[];
  readonly token?: { readonly id: string; readonly signature: "fits" | "wrong" | "absent" };
}

export interface PageFindings {
  readonly contentType?: string;
  /** The header `Server`. */
  readonly software?: string;
  readonly title?: string;
  readonly location?: string;
}

export interface CaFindings extends CertificateFindings {
  /** Whether a connection to the server verifies by this CA alone. */
  readonly verifies: boolean;
  /** Whether the same cluster-info came over that connection. */
  readonly sameText?: boolean;
  /** Why it does not verify, or what came instead of an answer. */
  readonly problem?: Problem;
}

/** This machine's clock against the server's: `aheadMs` is right within `uncertaintyMs` both ways. */
export interface ClockFindings {
  readonly aheadMs: number;
  readonly uncertaintyMs: number;
}
