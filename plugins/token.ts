import { parseEndpoint } from "../core/config/endpoint.ts";
import type { DiscoveryPlugin } from "../core/discovery/contract.ts";

export interface TokenSection {
  /** `host:port`, as the operator gave them. */
  readonly servers: readonly string[];
}

/**
 * Token discovery: the operator names servers, and nothing of what these say is believed until the token has
 * signed it and its CA is pinned.
 *
 * @see https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-join/#token-based-discovery-with-ca-pinning
 */
export const token: DiscoveryPlugin<TokenSection> = {
  name: "token",
  summary: "reads cluster-info from an API server and checks it with a bootstrap token and CA pins",
  vouches: false,

  fromFlags({ endpoints = [] }) {
    if (endpoints.length === 0) return undefined;
    return { servers: endpoints.map((text) => parseEndpoint(text).text) };
  },

  discover({ servers }) {
    return Promise.resolve({ servers, evidence: { kind: "none" } });
  },
};
