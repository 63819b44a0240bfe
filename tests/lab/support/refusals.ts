import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import type { Lab } from "../lab.ts";
import { AT_ONCE } from "./refusal.ts";
import { withToken } from "./tokens.ts";

/** A command line that no cluster of the lab may take, and after which the node is as before. */
export interface Refusal {
  name: string;
  args(cluster: Lab): string[];
  code: ErrorCode;
  withinMs: number;
  /** Slow, and the same for every version: on one of them only. */
  once?: boolean;
}

/** A pin of the right form and of no key. */
const NO_PIN = `sha256:${"0".repeat(64)}`;

const BRIEFLY = ["--timeout", "discovery=2s"];

/** Refused before the cluster is trusted, so nothing may have been written. */
export const REFUSALS: readonly Refusal[] = [
  {
    name: "a wrong pin",
    args: (cluster) => withToken({ ...cluster, pin: NO_PIN }, cluster.token),
    code: "pin-mismatch",
    withinMs: AT_ONCE,
  },
  {
    name: "a wrong secret",
    args: (cluster) => withToken(cluster, "abcdef.ffffffffffffffff"),
    code: "signature-wrong",
    withinMs: AT_ONCE,
  },
  {
    name: "an unknown token",
    args: unknownToken,
    code: "token-unknown",
    withinMs: 20_000 + AT_ONCE,
    once: true,
  },
  {
    name: "an unknown token, little patience",
    args: (cluster) => [...unknownToken(cluster), ...BRIEFLY],
    code: "token-unknown",
    withinMs: 2_000 + AT_ONCE,
  },
  {
    name: "no pin",
    args: ({ endpoint, token }) => [endpoint, "--token", token],
    code: "pin-missing",
    withinMs: AT_ONCE,
  },
  {
    name: "a port at which nobody listens",
    args: (cluster) => elsewhere(cluster, 6444),
    code: "server-refused",
    withinMs: 2_000 + AT_ONCE,
  },
];

function unknownToken(cluster: Lab): string[] {
  return withToken(cluster, `zzzzzz${cluster.token.slice(6)}`);
}

/** The right command line for another port of the same machine. */
export function elsewhere(cluster: Lab, port: number): string[] {
  const endpoint = cluster.endpoint.replace(/\d+$/, String(port));
  return [...withToken({ ...cluster, endpoint }, cluster.token), ...BRIEFLY];
}
