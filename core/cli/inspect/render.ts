import type {
  ClockFindings,
  ClusterInfoFindings,
  Findings,
  Problem,
  TlsFindings,
} from "./findings.ts";
import { field, paragraph } from "./layout.ts";
import { renderCertificate } from "./render_certificate.ts";
import { renderClusterInfo } from "./render_cluster_info.ts";

/** Findings as a person reads them, in lines of at most so many columns; commands and pins are never broken. */
export function renderFindings(findings: Findings, columns: number): string[] {
  const { endpoint, addresses, address, tls, clusterInfo, version, clock } = findings;
  return [
    endpoint,
    ...field("addresses", addresses.join(", ") || "none found", columns),
    ...(address === undefined ? [] : field("answers at", address, columns)),
    ...(tls === undefined ? [] : field("speaks", tls.protocol || "TLS", columns)),
    ...(version === undefined ? [] : field("version", version, columns)),
    ...(clock === undefined ? [] : field("clock", describeClock(clock), columns)),
    ...(tls === undefined ? renderNoTls(findings, columns) : renderTls(tls, endpoint, columns)),
    ...(tls === undefined ? [] : ["", ...renderClusterInfo(clusterInfo, endpoint, columns)]),
    ...(findings.join === undefined
      ? []
      : ["", ...renderJoin(findings.join, clusterInfo, columns)]),
  ];
}

function renderTls({ certificates, nameFits }: TlsFindings, endpoint: string, columns: number) {
  const host = endpoint.replace(/:\d+$/, "");
  return [
    "",
    ...paragraph("Certificates that it sends, its own first; nothing here is verified", columns),
    ...certificates.flatMap((one, index) => renderCertificate(one, `${index + 1}`, columns)),
    ...(certificates.length === 0
      ? paragraph("They cannot be read", columns, 2)
      : nameFits
      ? paragraph(`The first is for "${host}"`, columns, 2)
      : paragraph(
        `! The first is not for "${host}": a join by this name would be refused`,
        columns,
        2,
      )),
  ];
}

function renderNoTls({ plainHttpStatus, clusterInfo }: Findings, columns: number): string[] {
  const { problem } = clusterInfo;
  const text = plainHttpStatus === undefined
    ? `${problem?.message ?? "It does not speak TLS"}, and does not answer plain HTTP either`
    : `It speaks plain HTTP (status ${plainHttpStatus}), not TLS`;
  return [
    "",
    ...paragraph(`! ${text}. The API server's port is wanted, 6443 by default.`, columns, 2),
    ...renderCauses(problem, columns),
  ];
}

function renderCauses(problem: Problem | undefined, columns: number): string[] {
  return (problem?.causes ?? []).flatMap((cause) => field("cause", cause, columns));
}

function renderJoin(command: string, info: ClusterInfoFindings, columns: number): string[] {
  const caution = "The pin came over a connection that nobody verified: whoever is on the way " +
    "could have sent another. Compare it with what a control plane says itself:";
  return [
    ...(isRefused(info)
      ? paragraph("A join would be refused as things are: see the lines with !", columns)
      : []),
    ...paragraph(caution, columns),
    "  kubeworker pin /etc/kubernetes/pki/ca.crt",
    "Only if both are the same:",
    `  ${command}`,
  ];
}

function isRefused({ cas = [], token }: ClusterInfoFindings): boolean {
  const verified = cas.some(({ verifies, sameText }) => verifies && sameText === true);
  return !verified || (token !== undefined && token.signature !== "fits");
}

function describeClock({ aheadMs, uncertaintyMs }: ClockFindings): string {
  const within = `±${seconds(uncertaintyMs)}`;
  if (Math.abs(aheadMs) <= uncertaintyMs) return `as the server's (${within})`;
  const direction = aheadMs > 0 ? "ahead of" : "behind";
  return `this machine's is ${seconds(Math.abs(aheadMs))} ${direction} the server's (${within})`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
