/** The discovery plugin that found the cluster, and where it came from. */
export interface PluginFacts {
  name: string;
  carrier: "built-in" | "file" | "executable";
  path?: string;
  sha256?: string;
  version?: string;
  /** What it was allowed to do, as in `net=10.0.0.53:53`. */
  permissions?: readonly string[];
}

/** What is known of this machine as a node. */
export interface JoiningNode {
  name: string;
  /** As the kubelet says it, with its `v`. */
  kubeletVersion?: string;
  runtime?: { name: string; version: string; socket: string };
}

/** Which CA is trusted from here on, and on what ground. */
export interface TrustFacts {
  /** `https://host:port` of the API server. */
  server: string;
  /** The ground, for people. */
  because: string;
  /** The id of the token whose secret has signed cluster-info, where one has. */
  signedBy?: string;
  certificates: {
    subject: string;
    /** Hex over the whole certificate, as `openssl x509 -fingerprint -sha256` computes it. */
    sha256: string;
    /** Over its public key: `sha256:…`, what --discovery-token-ca-cert-hash takes. */
    pin: string;
    /** When it expires, ISO 8601. */
    notAfter: string;
  }[];
  /** Pins of certificates that were offered beside, and not trusted. */
  refused: string[];
}

/** Where in a join the operator's own programs may run. */
export type HookPlace = "beforeKubelet" | "afterJoin" | "onFailure";

/** A program of the operator's: its arguments are nobody else's. */
export interface HookFacts {
  place: HookPlace;
  path: string;
  /** `shown`: a dry run. */
  outcome: "shown" | "started" | "done" | "failed";
  ms?: number;
}
