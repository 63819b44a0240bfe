import type { ErrorCode } from "../engine/error_codes.ts";
import { JoinError } from "../engine/errors.ts";
import type { HttpsRequest } from "./types.ts";

/** System and TLS error codes (Node's names) and what they mean for a joiner. */
const MEANING: Readonly<Record<string, [ErrorCode, string]>> = {
  ECONNREFUSED: ["server-refused", "refuses connections"],
  ENOTFOUND: ["server-name-unknown", "does not resolve"],
  EAI_AGAIN: ["server-name-unknown", "does not resolve at the moment"],
  EHOSTUNREACH: ["server-unreachable", "cannot be reached (no route to host)"],
  ENETUNREACH: ["server-unreachable", "cannot be reached (network is unreachable)"],
  EADDRNOTAVAIL: ["server-unreachable", "cannot be reached (address not available)"],
  ETIMEDOUT: ["server-silent", "does not answer"],
  ECONNRESET: ["server-reset", "closed the connection"],
  EPIPE: ["server-reset", "closed the connection"],
  HPE_INVALID_CONSTANT: ["server-not-kubernetes", "does not speak HTTP"],
  ERR_SSL_WRONG_VERSION_NUMBER: ["server-not-tls", "does not speak TLS"],
  EPROTO: ["server-not-tls", "does not speak TLS as it should"],
  ERR_TLS_CERT_ALTNAME_INVALID: ["server-name-mismatch", "shows a certificate for other names"],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["server-untrusted", "shows a certificate that is not trusted"],
  SELF_SIGNED_CERT_IN_CHAIN: ["server-untrusted", "shows a certificate that is not trusted"],
  DEPTH_ZERO_SELF_SIGNED_CERT: ["server-untrusted", "shows a certificate that is not trusted"],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["server-untrusted", "shows an untrusted certificate"],
  CERT_HAS_EXPIRED: ["server-certificate-expired", "shows a certificate past its end"],
  CERT_NOT_YET_VALID: ["server-certificate-expired", "shows a certificate that is not valid yet"],
};

/** A failure below HTTP as a JoinError. */
export function networkError(request: HttpsRequest, error: unknown, late = false): JoinError {
  const { host } = new URL(request.url);
  if (late) return new JoinError("server-silent", `${host} did not finish its answer in time`);
  // A proxy on the way has said it already.
  if (error instanceof JoinError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  const known = MEANING[code];
  if (known !== undefined) return new JoinError(known[0], `${host} ${known[1]}`, { cause: error });
  if (code.startsWith("HPE_")) {
    return new JoinError("server-not-kubernetes", `${host} does not speak HTTP`, { cause: error });
  }
  if (/handshake|tls|ssl|certificate/i.test(message)) {
    return new JoinError("server-not-tls", `${host} does not complete a TLS handshake`, {
      cause: error,
    });
  }
  return new JoinError("server-reset", `The connection to ${host} failed`, { cause: error });
}
