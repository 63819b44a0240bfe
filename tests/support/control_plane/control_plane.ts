import { type Authority, createAuthority } from "../pki.ts";
import { type Administrator, administrator } from "./administrator.ts";
import { ObjectStore, RevisionCounter } from "./api/object_store.ts";
import { resources } from "./api/resources.ts";
import { accessReviewsApi } from "./api/access_reviews.ts";
import { certificateRequestsApi } from "./api/certificate_requests.ts";
import { configMapsApi } from "./api/config_maps.ts";
import { leasesApi } from "./api/leases.ts";
import { nodesApi } from "./api/nodes.ts";
import { type Secret, secretsApi } from "./api/secrets.ts";
import { defaultToken, TokenBook } from "./api/tokens.ts";
import { apiServer, resourceKeys } from "./api_server.ts";
import { CertificateController } from "./certificate_controller.ts";
import { ClusterInfo } from "./cluster_info.ts";
import { type ApiVersion, dialectOf } from "./dialect.ts";
import { ConnectionFaults } from "./faults/connections.ts";
import { type DiscoverySwitches, discoverySwitches } from "./faults/discovery.ts";
import { type IssuanceSwitches, issuanceSwitches } from "./faults/issuance.ts";
import { RequestFaults } from "./faults/requests.ts";
import { WatchFaults } from "./faults/watches.ts";
import { Front } from "./front.ts";
import { kubeletConfigText } from "./kubelet_config.ts";
import type { ControlPlaneOptions } from "./options.ts";
import { RequestLog, type RequestRecord } from "./request_log.ts";
import { badCertificate, servingCertificate } from "./serving_certificates.ts";
import { TlsServers } from "./tls_servers.ts";

/** A running control plane: where it is, what it saw, and everything that can be done to it. */
export interface ControlPlane extends Administrator, AsyncDisposable {
  readonly version: ApiVersion;
  readonly port: number;
  /** `host:port`, IPv6 in brackets, as the endpoint argument of a join. */
  readonly endpoint: string;
  /** `https://` and the endpoint. */
  readonly url: string;
  readonly authority: Authority;
  /** Of the cluster's CA. */
  readonly pin: string;
  /** The first of the tokens. */
  readonly token: string;
  readonly tokens: TokenBook;
  /** Of kube-system, by name. */
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly requests: readonly RequestRecord[];
  readonly discovery: DiscoverySwitches;
  readonly issuance: IssuanceSwitches;
  readonly faults: RequestFaults;
  readonly connections: ConnectionFaults;
  readonly watches: WatchFaults;
  /** Milliseconds by which the `Date` header is off. */
  readonly clock: { offset: number };
  /** Refuses connections from now on and ends the open ones. */
  goDown(): Promise<void>;
  /** Listens again, on the same port. */
  comeUp(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a control plane on a free port of the loopback interface. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const host = options.host ?? "127.0.0.1";
  const dialect = dialectOf(options.version ?? "1.37");
  const authority = options.authority ?? await createAuthority();
  const names = {
    dns: ["localhost", "kubernetes", ...options.names?.dns ?? []],
    ip: [...new Set(["127.0.0.1", "::1", host, ...options.names?.ip ?? []])],
  };
  const tokenList = options.tokens ?? [{ token: defaultToken }];
  const ending = new AbortController();
  const { signal } = ending;

  const tokens = new TokenBook(tokenList);
  const discovery = discoverySwitches(options.discovery);
  const issuance = issuanceSwitches(options.issuance);
  const faults = new RequestFaults(options.faults);
  const watches = new WatchFaults(options.watches);
  const connections = new ConnectionFaults(options.connections);
  const clock = { offset: options.clockOffset ?? 0 };
  const log = new RequestLog();

  const secrets = new Map<string, Secret>();
  const revisions = new RevisionCounter();
  const requests = new ObjectStore(resources.requests, revisions);
  const nodes = new ObjectStore(resources.nodes, revisions);
  const controller = new CertificateController({
    dialect,
    store: requests,
    authority,
    switches: issuance,
    signal,
  });
  const clusterInfo = new ClusterInfo({
    dialect,
    serverUrl: () => url(),
    caPem: authority.certificatePem,
    tokens,
    switches: discovery,
  });
  const kubeletConfig = options.kubeletConfig ??
    kubeletConfigText(dialect.version, options.healthzPort ?? 10248);

  const servers = new TlsServers({
    identity: await servingCertificate(authority, names),
    badIdentity: (which) => badCertificate(which, authority, names),
    clientCaPem: authority.certificatePem,
    handle: apiServer({
      dialect,
      tokens,
      discovery,
      resources: {
        [resourceKeys.nodes]: nodesApi({
          dialect,
          store: nodes,
          nodeRestriction: options.nodeRestriction ?? true,
        }),
        [resourceKeys.requests]: certificateRequestsApi({ dialect, store: requests, controller }),
        [resourceKeys.configMaps]: configMapsApi({
          dialect,
          clusterInfo,
          kubeletConfig,
          others: options.configMaps ?? {},
          followedBy: (node) => admin.configSource(node)?.name,
        }),
        [resourceKeys.secrets]: secretsApi({ tokens, secrets }),
        [resourceKeys.accessReviews]: accessReviewsApi(issuance),
        [resourceKeys.leases]: leasesApi(new ObjectStore(resources.leases, revisions)),
      },
      log,
      faults,
      watches,
      clock,
      signal,
    }),
  });
  const front = new Front({ host, faults: connections, servers });
  const admin = administrator({ requests, nodes, controller });
  for (const { name, ready } of options.nodes ?? []) admin.putNode(name, { ready });
  await servers.portOf("ordinary");
  await front.listen();

  function endpoint(): string {
    return `${host.includes(":") ? `[${host}]` : host}:${front.port}`;
  }
  function url(): string {
    return `https://${endpoint()}`;
  }
  async function close(): Promise<void> {
    if (signal.aborted) return;
    ending.abort();
    await front.stopListening();
    await Promise.all([servers.close(), controller.close()]);
  }

  return {
    ...admin,
    version: dialect.version,
    port: front.port,
    endpoint: endpoint(),
    url: url(),
    authority,
    pin: authority.pin,
    token: tokenList[0]?.token ?? defaultToken,
    tokens,
    secrets,
    requests: log.records,
    discovery,
    issuance,
    faults,
    connections,
    watches,
    clock,
    goDown: () => front.stopListening(),
    comeUp: () => front.listen(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
