import * as z from "zod/mini";
import type { Endpoint } from "../../config/endpoint.ts";
import { CLUSTER_INFO_PATH } from "../../discovery/cluster_info.ts";
import { JoinError } from "../../engine/errors.ts";
import type { Host } from "../../host/types.ts";
import { readObject } from "../../kube/objects.ts";
import { isNameOf } from "../../trust/alternative_names.ts";
import type { BootstrapToken } from "../../trust/bootstrap_token.ts";
import { lookAt } from "./certificates.ts";
import { clockDifference } from "./clock.ts";
import { readCluster } from "./cluster.ts";
import { toFailure } from "./failure.ts";
import type { Findings, TlsFindings } from "./findings.ts";
import { joinCommand } from "./join_command.ts";
import { problemOf } from "./problem.ts";
import { createReader, type Reader } from "./reader.ts";
import { resolveHost } from "./resolve_host.ts";

const UNVERIFIED = {
  kind: "insecure",
  because: "it is shown, and nothing is done with it",
} as const;

export interface Question {
  readonly endpoint: Endpoint;
  readonly token: BootstrapToken | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Looks at a server from all sides, without believing it anything and without showing it a credential.
 *
 * @throws JoinError `server-…` when nothing answers
 */
export async function investigate(question: Question, host: Host): Promise<Findings> {
  const { endpoint, token, signal, timeoutMs } = question;
  const { https, clock } = host;
  const url = `https://${endpoint.text}`;
  const reader = createReader({ https, clock, signal, url, timeoutMs });
  const resolving = resolveHost(endpoint.host, { host, signal, timeoutMs });
  const first = await reader.get(CLUSTER_INFO_PATH, UNVERIFIED).catch((error) => {
    signal.throwIfAborted();
    return toFailure(error, endpoint.text, reader);
  });
  const tls = await lookAtTls(reader, endpoint.host, host);
  const base = {
    kind: "inspection",
    endpoint: endpoint.text,
    addresses: await resolving,
    ...(reader.connected?.address === undefined ? {} : { address: reader.connected.address }),
    ...(tls === undefined ? {} : { tls }),
  } as const;
  if (first instanceof JoinError) {
    const plainHttpStatus = tls === undefined
      ? await host.local.httpStatus(`http://${endpoint.text}/`, reader.left(), signal)
      : undefined;
    return {
      ...base,
      ...(plainHttpStatus === undefined ? {} : { plainHttpStatus }),
      clusterInfo: { problem: problemOf(first) },
    };
  }
  const [clusterInfo, version] = await Promise.all([
    readCluster(first, {
      reader,
      token,
      peer: first.peerCertificate,
      endpoint: endpoint.text,
      now: clock.now,
    }),
    readVersion(reader, signal),
  ]);
  const skew = clockDifference(reader.dates);
  const join = joinCommand(endpoint.text, token?.id, clusterInfo.cas ?? []);
  return {
    ...base,
    clusterInfo,
    ...(version === undefined ? {} : { version }),
    ...(skew === undefined ? {} : { clock: skew }),
    ...(join === undefined ? {} : { join }),
  };
}

async function lookAtTls(
  reader: Reader,
  name: string,
  host: Host,
): Promise<TlsFindings | undefined> {
  if (reader.secured === undefined) return undefined;
  const { protocol, certificates } = reader.secured;
  const seen = await Promise.all(certificates.map((der) => lookAt(der, host.clock.now())));
  return {
    protocol,
    certificates: seen.map(({ findings }) => findings),
    nameFits: isNameOf(name, seen[0]?.names ?? []),
  };
}

const VERSION = z.object({ gitVersion: z.string() });

async function readVersion(reader: Reader, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { status, text } = await reader.get("/version", UNVERIFIED);
    return status === 200 ? readObject(VERSION, text, "/version").gitVersion : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
