import type { Secret } from "../trust/secret.ts";
import type { TrustedCa } from "../trust/ca.ts";
import type { Credential } from "../trust/proposal.ts";
import type { Servers } from "./servers.ts";

/** What flows from phase to phase: the whole data flow of a join. */
export interface JoinState {
  cluster: Cluster;
  kubeletConfig: KubeletConfig;
  identity: NodeIdentity;
}

/** A cluster that has been found and verified. Provided by `discovery`. */
export interface Cluster {
  /** `https://host:port` of the API server, as the cluster itself names it. */
  readonly server: string;
  /** Where its API is asked: that server, then others that were named, all verified by the same CA. */
  readonly servers: Servers;
  readonly ca: TrustedCa;
  /** What this machine may show to the verified server until it has a certificate; absent when recalled. */
  readonly credential?: Credential;
  /** How far this machine's clock is ahead of the server's, in ms, where it was seen. */
  readonly clockAheadMs?: number;
}

/** The kubelet's configuration as it stands on disk. Provided by `kubelet-dynamic-config`. */
export interface KubeletConfig {
  /** Where the kubelet answers /healthz over plain HTTP; undefined when the configuration turns it off. */
  readonly healthz: { readonly host: string; readonly port: number } | undefined;
  readonly criSocket: string;
}

/** The node's own credential, on disk and verified. Provided by `tls-bootstrap`. */
export interface NodeIdentity {
  readonly nodeName: string;
  /** The PEM file with certificate and key. */
  readonly path: string;
  readonly certificatePem: string;
  readonly keyPem: Secret;
  readonly notAfter: Date;
  /** When the kubelet of a Node that was there before last spoke: until that changes, it is not ours. */
  readonly earlierHeartbeat?: string;
  /** Kept from an earlier run, and whether the cluster has its Node. */
  readonly kept?: "there" | "absent";
  /** True when the kubelet was started already, to fetch the certificate itself. */
  readonly kubeletStarted: boolean;
}
