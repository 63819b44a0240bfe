import type { Authority } from "../pki.ts";
import type { BootstrapToken } from "./api/tokens.ts";
import type { ApiVersion } from "./dialect.ts";
import type { Repetition } from "./faults/board.ts";
import type { ConnectionFault } from "./faults/connections.ts";
import type { DiscoverySwitches } from "./faults/discovery.ts";
import type { IssuanceSwitches } from "./faults/issuance.ts";
import type { RequestFault, RequestMatcher } from "./faults/requests.ts";
import type { WatchFault, WatchMatcher } from "./faults/watches.ts";

/** What a control plane is started with. Everything has a default; the switches can be changed later as well. */
export interface ControlPlaneOptions {
  /** Default `1.37`. */
  version?: ApiVersion;
  /** The loopback address to listen on: default `127.0.0.1`, also `127.0.0.2` … and `::1`. The port is a free one. */
  host?: string;
  /** Further names of the serving certificate; `localhost`, both loopback addresses and `host` are always in it. */
  names?: { dns?: string[]; ip?: string[] };
  /** The cluster's CA. Default: a new one. */
  authority?: Authority;
  /** Default: `abcdef.0123456789abcdef`, good for signing and authentication. */
  tokens?: BootstrapToken[];
  nodes?: { name: string; ready: boolean }[];
  /** The kubelet's health port in the configuration that nodes get. Default 10248. */
  healthzPort?: number;
  /** The whole text of that configuration instead. */
  kubeletConfig?: string;
  /** Further ConfigMaps of kube-system: their data, by name. */
  configMaps?: Readonly<Record<string, Record<string, string>>>;
  /** Default true, as kubeadm sets it up. Without it a node may write its own `spec.configSource`. */
  nodeRestriction?: boolean;
  discovery?: Partial<DiscoverySwitches>;
  issuance?: Partial<IssuanceSwitches>;
  /** Faults to begin with, as pairs of what `add` takes. */
  faults?: readonly (readonly [RequestFault, RequestMatcher?])[];
  watches?: readonly (readonly [WatchFault, WatchMatcher?])[];
  connections?: readonly (readonly [ConnectionFault, Repetition?])[];
  /** Milliseconds by which the `Date` header is off. */
  clockOffset?: number;
}
