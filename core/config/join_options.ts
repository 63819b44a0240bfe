import { JoinError } from "../engine/errors.ts";
import { PATHS } from "../node/paths.ts";
import { type BootstrapToken, parseBootstrapToken } from "../trust/bootstrap_token.ts";
import { parsePin, type Pin } from "../trust/pin.ts";
import { ON_FAILURES, TLS_BOOTSTRAPS, WAITS } from "./choices.ts";
import { parseCaPath } from "./ca_path.ts";
import { parseCriSocket } from "./cri_socket.ts";
import { type DynamicConfigOptions, readDynamicConfig } from "./dynamic_config_options.ts";
import { type Endpoint, parseEndpoint } from "./endpoint.ts";
import type { JoinFlags } from "./join_flags.ts";
import { type KubeletOptions, NO_CHANGES } from "./kubelet_options.ts";
import { normalizeNodeName } from "./node_name.ts";
import { readRegistration, type RegistrationOptions } from "./registration_options.ts";
import { readTimeouts, type Timeouts } from "./timeouts.ts";

/** What a join is to do: the internal form of whatever the operator gave. */
export interface JoinOptions extends RegistrationOptions {
  /** API servers that were named, the preferred one first. */
  readonly endpoints: readonly Endpoint[];
  /** Checks the signature of cluster-info. */
  readonly discoveryToken: BootstrapToken | undefined;
  /** Authenticates the certificate signing request. */
  readonly tlsBootstrapToken: BootstrapToken | undefined;
  readonly pins: readonly Pin[];
  readonly allowUnpinned: boolean;
  readonly nodeName: string;
  /** The name given differs from the machine's, so the kubelet has to be told. */
  readonly nodeNameOverride: boolean;
  /** As given; undefined: to be found. */
  readonly criSocket: string | undefined;
  /** Read by readKubeletOptions(), as files are. */
  readonly kubelet: KubeletOptions;
  /** Where the cluster's CA is written. */
  readonly caPath: string;
  /** Undefined where the gate DynamicKubeletConfig is off. */
  readonly dynamicConfig: DynamicConfigOptions | undefined;
  /** Lower case; `all` alone stands for every check. */
  readonly ignorePreflightErrors: readonly string[];
  /** The checks whose findings are to be mended, in lower case; `all` for every one that can be. */
  readonly fix: readonly string[];
  readonly dryRun: boolean;
  /** What becomes of what a join has done that fails. */
  readonly onFailure: typeof ON_FAILURES[number];
  readonly tlsBootstrap: typeof TLS_BOOTSTRAPS[number];
  /** Kubeconfig of somebody who may approve our request, and does. */
  readonly approveWith: string | undefined;
  /** The credential plugin that this kubeconfig may run. */
  readonly approveWithExec: string | undefined;
  readonly wait: typeof WAITS[number];
  readonly timeouts: Timeouts;
}

/**
 * Checks flags and fills in defaults. A token is never part of an error.
 *
 * @param caPins of the certificates of --discovery-ca
 * @param os decides how a CRI socket is spelled; Linux's way, if it is left out
 * @throws JoinError of exit code 3
 */
export function readJoinOptions(
  flags: JoinFlags,
  hostName: string,
  caPins: readonly Pin[] = [],
  os?: string,
): JoinOptions {
  const endpoints = (flags.endpoints ?? []).map(parseEndpoint);
  const discoveryToken = readToken(
    [flags.discoveryToken, "--discovery-token"],
    [flags.token, "--token"],
  );
  const tlsBootstrapToken = readToken(
    [flags.tlsBootstrapToken, "--tls-bootstrap-token"],
    [flags.token, "--token"],
  ) ?? discoveryToken;
  const machineName = hostName.trim().toLowerCase();
  const nodeName = normalizeNodeName(flags.nodeName ?? machineName);
  return {
    endpoints,
    discoveryToken,
    tlsBootstrapToken,
    pins: [...(flags.discoveryTokenCaCertHash ?? []).map(parsePin), ...caPins],
    allowUnpinned: flags.discoveryTokenUnsafeSkipCaVerification ?? false,
    nodeName,
    nodeNameOverride: nodeName !== machineName,
    ...readRegistration(flags, nodeName),
    criSocket: flags.criSocket === undefined ? undefined : parseCriSocket(flags.criSocket, os),
    kubelet: NO_CHANGES,
    caPath: parseCaPath(flags.caCertPath ?? PATHS.ca),
    dynamicConfig: readDynamicConfig(flags),
    ignorePreflightErrors: readIgnored(flags.ignorePreflightErrors ?? []),
    fix: [...new Set((flags.fix ?? []).map((name) => name.trim().toLowerCase()))],
    dryRun: flags.dryRun ?? false,
    onFailure: oneOf(ON_FAILURES, flags.onFailure ?? "keep", "--on-failure"),
    tlsBootstrap: oneOf(TLS_BOOTSTRAPS, flags.tlsBootstrap ?? "native", "--tls-bootstrap"),
    approveWith: flags.approveWith,
    approveWithExec: flags.approveWithExec,
    wait: oneOf(WAITS, flags.wait ?? "registered", "--wait"),
    timeouts: readTimeouts(flags.timeout ?? []),
  };
}

function readToken(
  ...sources: [string | undefined, string][]
): BootstrapToken | undefined {
  const found = sources.find(([text]) => text !== undefined);
  return found?.[0] === undefined ? undefined : parseBootstrapToken(found[0], found[1]);
}

function readIgnored(names: readonly string[]): string[] {
  const given = names.map((name) => name.trim().toLowerCase()).filter((name) => name !== "");
  const ignored = [...new Set(given)];
  if (ignored.includes("all") && ignored.length > 1) {
    throw new JoinError(
      "preflight-ignore-invalid",
      `--ignore-preflight-errors has "all" and also ${
        ignored.filter((name) => name !== "all").join(", ")
      }`,
    );
  }
  return ignored;
}

function oneOf<T extends string>(values: readonly T[], text: string, flag: string): T {
  const value = values.find((candidate) => candidate === text);
  if (value === undefined) {
    throw new JoinError("usage", `Cannot use "${text}" for ${flag}`, {
      hint: `it takes one of: ${values.join(", ")}`,
    });
  }
  return value;
}
