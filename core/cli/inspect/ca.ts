import { CLUSTER_INFO_PATH, parseClusterInfo } from "../../discovery/cluster_info.ts";
import { JoinError } from "../../engine/errors.ts";
import { explainUntrusted } from "../../node/clock_skew.ts";
import { toPem } from "../../trust/pem.ts";
import { lookAt } from "./certificates.ts";
import { clockDifference } from "./clock.ts";
import type { CaFindings, Problem } from "./findings.ts";
import { problemOf } from "./problem.ts";
import type { Reader } from "./reader.ts";

export interface CaContext {
  readonly reader: Reader;
  /** As it came over the unverified connection. */
  readonly kubeconfig: string;
  /** The server's own certificate there. */
  readonly peer: Uint8Array | undefined;
  readonly endpoint: string;
  now(): Date;
}

/** Looks at a CA, and asks the server again over a connection that this CA alone verifies. */
export async function tryCa(der: Uint8Array, context: CaContext): Promise<CaFindings> {
  const { findings } = await lookAt(der, context.now());
  if (findings.pin === undefined) {
    const error = new JoinError("ca-malformed", "A block of the CA data is not a certificate");
    return { ...findings, verifies: false, problem: problemOf(error) };
  }
  return { ...findings, ...await verify(der, context) };
}

async function verify(
  der: Uint8Array,
  context: CaContext,
): Promise<{ verifies: boolean; sameText?: boolean; problem?: Problem }> {
  const { reader, peer, endpoint } = context;
  const trust = { kind: "roots", pem: toPem(der, "CERTIFICATE") } as const;
  try {
    const response = await reader.get(CLUSTER_INFO_PATH, trust);
    try {
      const { kubeconfig } = parseClusterInfo(response);
      return { verifies: true, sameText: kubeconfig === context.kubeconfig };
    } catch (error) {
      return { verifies: true, problem: problemOf(error) };
    }
  } catch (error) {
    const facts = {
      peer,
      endpoint,
      now: context.now(),
      clockAheadMs: clockDifference(reader.dates)?.aheadMs,
    };
    return { verifies: false, problem: problemOf(explainUntrusted(error, facts)) };
  }
}
