import type { Identity } from "../../pki.ts";
import { FaultBoard } from "./board.ts";

/** A serving certificate that must not be accepted. */
export type BadCertificate = "other-name" | "expired" | "not-yet-valid" | "other-authority";

/** What happens to a connection before there is any request. */
export type ConnectionFault =
  | { kind: "reset" }
  /** Accepted, never spoken to. */
  | { kind: "black-hole" }
  /** TLS as it should be, but what follows is not HTTP. */
  | { kind: "tls-not-http" }
  /** An HTTP server without TLS: it answers the handshake with a web server's complaint. */
  | { kind: "plain-http" }
  /** The server presents this certificate instead of its own. */
  | { kind: "certificate"; certificate: BadCertificate | Identity };

/** The faults of connections. They strike when a connection is accepted; open ones stay as they are. */
export class ConnectionFaults extends FaultBoard<ConnectionFault> {
  take(): ConnectionFault | undefined {
    return this.strike(() => true);
  }
}
