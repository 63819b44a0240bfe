import { JoinError } from "../../engine/errors.ts";
import type { Reader } from "./reader.ts";

/**
 * A first request that failed, where something answered all the same: it showed a certificate, or spoke something
 * that is not TLS.
 *
 * @throws JoinError `server-…` when nothing did, saying how far the connection came; whatever is no JoinError
 */
export function toFailure(error: unknown, endpoint: string, reader: Reader): JoinError {
  if (!(error instanceof JoinError)) throw error;
  if (error.causes.some((cause) => cause.includes("CertificateRequired"))) {
    return new JoinError(
      "server-not-kubernetes",
      `${endpoint} wants a client certificate before it answers, which an API server does not`,
      { cause: error.cause },
    );
  }
  if (reader.secured !== undefined || error.code === "server-not-tls") return error;
  if (reader.connected === undefined) throw error;
  const { cause } = error;
  if (error.code === "server-silent") {
    throw new JoinError(
      "server-silent",
      `${endpoint} accepts connections, but says nothing when TLS is begun`,
      {
        cause,
        hint:
          "is it the API server's secure port? A load balancer without servers behind it looks like this, too",
      },
    );
  }
  if (error.code === "server-reset") {
    throw new JoinError(
      "server-reset",
      `${endpoint} accepts connections, and closes them when TLS is begun`,
      {
        cause,
        hint:
          "is it the API server's secure port? A proxy or firewall in between looks like this, too",
      },
    );
  }
  throw error;
}
