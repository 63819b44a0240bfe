import type { Secret } from "../trust/secret.ts";
import type { TrustedCa } from "../trust/ca.ts";

/**
 * Everything that a join may do to the world. Paths are absolute as on a node; the host puts its root in
 * front of them. Nobody else touches files, processes, sockets or the clock.
 */
export interface Host {
  /** `/`, or the directory that stands for it. */
  readonly root: string;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly files: Files;
  readonly exec: Exec;
  readonly https: Https;
  readonly local: Local;
  readonly services: Services;
}

export interface Machine {
  readonly os: string;
  readonly uid: number | undefined;
  hostName(): string;
}

export interface Clock {
  now(): Date;
  /** Milliseconds since the command began, by a clock that never jumps. */
  elapsedMs(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface FileInfo {
  readonly kind: "file" | "directory" | "link" | "other";
  readonly mode: number;
  readonly size: number;
}

export interface WriteOptions {
  /** Permission bits, in force from the file's first moment. */
  mode: number;
  /** Holds a secret: never shown in a diff, and what it replaces is not kept as a backup. */
  secret?: boolean;
}

/** Files. Every method that changes something is journalled first, and atomic. */
export interface Files {
  /** The text, or undefined if there is no such file. At most 16 MiB. */
  read(path: string): Promise<string | undefined>;
  /** What is there, not following a final link; undefined if nothing is. */
  stat(path: string): Promise<FileInfo | undefined>;
  list(path: string): Promise<string[]>;
  linkTarget(path: string): Promise<string | undefined>;
  /** Whether the file that is there is what kubeworker last wrote there, by its journal. */
  isOurs(path: string): Promise<boolean>;
  /** Temporary file beside it, fsync, rename, fsync of the directory. Missing directories are an error. */
  write(path: string, text: string, options: WriteOptions): Promise<void>;
  /** Makes missing directories of the path, each with this mode. */
  makeDirectory(path: string, mode: number): Promise<void>;
  /** Makes or replaces a symbolic link, atomically; `through` is the temporary name beside it. */
  link(path: string, target: string, through: string): Promise<void>;
  /** Removes a file or link; nothing there is fine. */
  remove(path: string, options?: { secret?: boolean }): Promise<void>;
}

export interface ExecOptions {
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Programs: found on a fixed path, with a clean environment, capped output and a deadline. */
export interface Exec {
  /** @throws JoinError `command-failed` when it cannot be run or does not end in time */
  run(program: string, args: readonly string[], options: ExecOptions): Promise<ExecResult>;
  has(program: string): Promise<boolean>;
}

/** On what ground a server is believed. There is no default. */
export type Trust =
  | { readonly kind: "ca"; readonly ca: TrustedCa }
  | { readonly kind: "insecure"; readonly because: string };

interface RequestBase {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly body?: string;
  readonly contentType?: string;
  /** Answers above this many bytes are refused; 4 MiB unless told. */
  readonly maxBytes?: number;
}

/** A request to a server whose certificate is checked: it alone may carry a credential. */
export interface VerifiedRequest extends RequestBase {
  readonly trust: { readonly kind: "ca"; readonly ca: TrustedCa };
  readonly bearer?: Secret;
  readonly client?: { readonly certificatePem: string; readonly keyPem: Secret };
}

/** A request to a server that nobody has checked: no credential, no body. */
export interface InsecureRequest extends RequestBase {
  readonly method: "GET";
  readonly trust: { readonly kind: "insecure"; readonly because: string };
  readonly body?: never;
  readonly bearer?: never;
  readonly client?: never;
}

export type HttpsRequest = VerifiedRequest | InsecureRequest;

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

/** What is on this machine and is not a file. */
export interface Local {
  canListen(port: number): boolean;
  /** Addresses that a name has, by the machine's own resolver. */
  resolve(name: string): Promise<string[]>;
  /** Status of a plain HTTP GET on this machine; undefined if nothing answers. */
  httpStatus(url: string, timeoutMs: number, signal: AbortSignal): Promise<number | undefined>;
  /** One unary gRPC call over a unix socket. `status` is gRPC's; undefined if nothing answers. */
  grpc(socket: string, path: string, message: Uint8Array, options: ExecOptions): Promise<
    { readonly status: number; readonly message: Uint8Array } | undefined
  >;
}

export interface ServiceStatus {
  /** The unit is there. */
  readonly found: boolean;
  readonly enabled: boolean;
  readonly state: "running" | "starting" | "waiting-to-restart" | "failed" | "stopped";
  /** How often the service manager has restarted it by itself. */
  readonly restarts: number;
}

/** The service manager of the machine. `none`: there is none that we know. */
export interface Services {
  readonly kind: "systemd" | "openrc" | "none";
  status(unit: string, signal: AbortSignal): Promise<ServiceStatus>;
  /** Starts it, or stops and starts it. @throws JoinError `kubelet-start-failed` */
  restart(unit: string, signal: AbortSignal): Promise<void>;
  stop(unit: string, signal: AbortSignal): Promise<void>;
  /** The last lines that it logged, oldest first. */
  lastLines(unit: string, count: number, signal: AbortSignal): Promise<string[]>;
}
