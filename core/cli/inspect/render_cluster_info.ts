import type { CaFindings, ClusterInfoFindings, PageFindings, Problem } from "./findings.ts";
import { field, paragraph } from "./layout.ts";
import { certificateIndent, renderCertificate } from "./render_certificate.ts";

/** Tokens that are shown; a cluster has a few. */
const MOST_IDS = 20;

/** What came of the question for cluster-info. */
export function renderClusterInfo(
  info: ClusterInfoFindings,
  endpoint: string,
  columns: number,
): string[] {
  const { status, problem, page, server, cas = [], signedFor } = info;
  return [
    `cluster-info${status === undefined ? "" : ` (status ${status})`}`,
    ...(problem === undefined ? [] : renderProblem(problem, columns)),
    ...(page === undefined ? [] : renderPage(page, columns)),
    ...(server === undefined ? [] : field("server", describeServer(server, endpoint), columns)),
    ...(signedFor === undefined ? [] : field("signed for", describeIds(signedFor), columns)),
    ...renderToken(info, columns),
    ...cas.flatMap((ca, index) => {
      const label = cas.length > 1 ? `CA ${index + 1}` : "CA";
      return [
        ...renderCertificate(ca, label, columns),
        ...renderVerification(ca, columns, certificateIndent(label)),
      ];
    }),
  ];
}

function describeServer(server: string, endpoint: string): string {
  return server === `https://${endpoint}`
    ? server
    : `${server} (a node goes on there, not to ${endpoint})`;
}

function describeIds(ids: readonly string[]): string {
  if (ids.length === 0) return "no token: nobody can join by one";
  const more = ids.length > MOST_IDS ? [`and ${ids.length - MOST_IDS} more`] : [];
  return [...ids.slice(0, MOST_IDS), ...more].join(", ");
}

function renderToken({ token }: ClusterInfoFindings, columns: number): string[] {
  if (token === undefined) return [];
  const { id, signature } = token;
  switch (signature) {
    case "fits":
      return field("token", `the signature fits token "${id}"`, columns);
    case "wrong":
      return field("token", `! the signature does not fit the secret of token "${id}"`, columns);
    case "absent":
      return field(
        "token",
        `! not signed for token "${id}": expired, or of another cluster`,
        columns,
      );
    default:
      return signature satisfies never;
  }
}

function renderVerification(
  { verifies, sameText, problem }: CaFindings,
  columns: number,
  indent: number,
): string[] {
  const text = !verifies
    ? "! The server does not verify by this CA"
    : problem !== undefined
    ? "! The server verifies by this CA, but then:"
    : sameText
    ? "The server verifies by this CA, and sends the same cluster-info over that connection"
    : "! The server verifies by this CA, but sends another cluster-info over that connection";
  return [
    ...paragraph(text, columns, indent),
    ...(problem === undefined ? [] : paragraph(problem.message, columns, indent + 2)),
  ];
}

function renderProblem(problem: Problem, columns: number): string[] {
  return paragraph(`! ${withCauses(problem)}`, columns, 2);
}

function withCauses({ message, causes = [] }: Problem): string {
  return [message, ...causes].join(": ");
}

function renderPage(page: PageFindings, columns: number): string[] {
  const { contentType, software, title, location } = page;
  return [
    ["software", software],
    ["content type", contentType],
    ["title", title],
    ["location", location],
  ].flatMap(([label = "", value]) => value === undefined ? [] : field(label, value, columns));
}
