import type { ConnectionStep } from "./connection_steps.ts";
import type { TrustedCa } from "../trust/ca.ts";
import type { Secret } from "../trust/secret.ts";

/** On what ground a server is believed. There is no default. */
export type Trust =
  | { readonly kind: "ca"; readonly ca: TrustedCa }
  /** These roots, or without them the machine's public ones: for a download, never for a credential. */
  | { readonly kind: "roots"; readonly pem?: string | undefined }
  | { readonly kind: "insecure"; readonly because: string };

/** The way that a request takes: to this address of the server's name, or through a proxy. */
export type Route = { readonly address: string } | { readonly proxy: Proxy };

export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** For people: without user and password. */
  readonly shown: string;
  readonly authorization: Secret | undefined;
}

interface RequestBase {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly body?: string;
  readonly contentType?: string;
  /** Answers above this many bytes are refused; 4 MiB unless told. */
  readonly maxBytes?: number;
  /** Without one: any address of the server's name, whatever proxy the environment names. */
  readonly route?: Route | undefined;
  /** Called at the steps of the connection, when it is a new one: for diagnosis, not for trust. */
  readonly onConnection?: (step: ConnectionStep) => void;
}

/** A request to a server whose certificate is checked: it alone may carry a credential. */
export interface VerifiedRequest extends RequestBase {
  readonly trust: { readonly kind: "ca"; readonly ca: TrustedCa };
  readonly bearer?: Secret;
  readonly client?: { readonly certificatePem: string; readonly keyPem: Secret };
}

/** A request to a server that is not known to be the cluster's: no credential, no body. */
export interface ForeignRequest extends RequestBase {
  readonly method: "GET";
  readonly trust: Exclude<Trust, { readonly kind: "ca" }>;
  readonly body?: never;
  readonly bearer?: never;
  readonly client?: never;
}

export type HttpsRequest = VerifiedRequest | ForeignRequest;

export interface HttpsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** By this machine's clock. */
  readonly receivedAt: Date;
  /** The certificate that the server showed, DER: for diagnosis, not for trust. */
  readonly peerCertificate: Uint8Array | undefined;
}

export interface LineStream extends AsyncDisposable {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Lines of a 200 answer as they come; ends when the server ends. Others have their `text`. */
  lines(): AsyncIterable<string>;
}

/** HTTPS with explicit trust. Network failures are JoinErrors (`server-…`, `response-too-large`). */
export interface Https {
  request(request: HttpsRequest): Promise<HttpsResponse>;
  /** Like `request`, for answers that go on; `timeoutMs` is for the answer to begin. */
  stream(request: VerifiedRequest): Promise<LineStream>;
  close(): void;
}
