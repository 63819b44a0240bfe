import type { ClientRequest } from "node:http";

/** How far a connection has come. */
export type ConnectionStep =
  | { readonly kind: "connected"; readonly address: string | undefined }
  /** `protocol` as in `TLSv1.3`; all certificates that the server sent, DER, its own first. */
  | {
    readonly kind: "secured";
    readonly protocol: string;
    readonly certificates: readonly Uint8Array[];
  };

/** A server may send as many as it likes. */
const MOST_CERTIFICATES = 16;

/** Reports the steps of a request's new connection. What cannot be read of a handshake is left out. */
export function watchConnection(
  sent: ClientRequest,
  report: (step: ConnectionStep) => void,
): void {
  sent.on("socket", (socket) => {
    socket.once("connect", () => report({ kind: "connected", address: socket.remoteAddress }));
    socket.once("secureConnect", () => report({ kind: "secured", ...readHandshake(socket) }));
  });
}

function readHandshake(socket: object): { protocol: string; certificates: Uint8Array[] } {
  const facts = { protocol: "", certificates: [] as Uint8Array[] };
  try {
    if ("getProtocol" in socket && typeof socket.getProtocol === "function") {
      facts.protocol = String(socket.getProtocol() ?? "");
    }
    if ("getPeerCertificate" in socket && typeof socket.getPeerCertificate === "function") {
      facts.certificates.push(...unroll(socket.getPeerCertificate(true)));
    }
  } catch { /* a certificate that the runtime cannot read */ }
  return facts;
}

/** Each certificate has the next one that was sent as its `issuerCertificate`, issuer or not. */
function* unroll(first: unknown): Generator<Uint8Array> {
  let certificate = first;
  for (let count = 0; count < MOST_CERTIFICATES; count++) {
    if (typeof certificate !== "object" || certificate === null) return;
    if (!("raw" in certificate) || !(certificate.raw instanceof Uint8Array)) return;
    yield new Uint8Array(certificate.raw);
    const next = "issuerCertificate" in certificate ? certificate.issuerCertificate : undefined;
    if (next === certificate) return;
    certificate = next;
  }
}
