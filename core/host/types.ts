import type { Https, Proxy } from "./https_types.ts";
import type { ConnectionStep } from "./connection_steps.ts";
import type { Journal } from "./journal_types.ts";
import type { Kernel } from "./kernel_types.ts";
import type { Reports } from "./reports.ts";
import type { Drafts, Sandbox } from "./sandbox_types.ts";

export type * from "./https_types.ts";
export type * from "./kernel_types.ts";
export type { Reports };
export type * from "./sandbox_types.ts";
export type * from "./journal_types.ts";
export type * from "./undo_types.ts";
export type { ConnectionStep };

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
  readonly journal: Journal;
  readonly inputs: Inputs;
  readonly exec: Exec;
  readonly https: Https;
  readonly local: Local;
  readonly services: Services;
  readonly kernel: Kernel;
  readonly sandbox: Sandbox;
  readonly drafts: Drafts;
  readonly reports: Reports;
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
  /** Makes missing directories of the path, each with this mode; each is journalled. */
  makeDirectory(path: string, mode: number): Promise<void>;
  /** Makes or replaces a symbolic link, atomically; `through` is the temporary name beside it. */
  link(path: string, target: string, through: string): Promise<void>;
  /** Removes a file or link; nothing there is fine. */
  remove(path: string, options?: { secret?: boolean }): Promise<void>;
}

/** Files that the operator names on the command line: real paths, from the current directory on. */
export interface Inputs {
  /**
   * @returns undefined if there is no such file
   * @throws JoinError `file-failed` for a directory, one that cannot be read, or more than 1 MiB
   */
  read(path: string): Promise<InputFile | undefined>;
  /**
   * What lies in a directory, by name, links followed.
   *
   * @returns undefined if there is nothing of that path
   * @throws JoinError `file-failed` for what is no directory, cannot be read, or has more than 1000 entries
   */
  list(path: string): Promise<InputDirectory | undefined>;
}

export interface InputDirectory {
  /** Permission bits; 0 where the system has none. */
  readonly mode: number;
  /** Sorted by the bytes of their names. `dangling`: a link to nothing. */
  readonly entries: readonly {
    readonly name: string;
    readonly kind: "file" | "directory" | "linked-directory" | "dangling";
  }[];
}

export interface InputFile {
  readonly path: string;
  readonly text: string;
  /** Permission bits; 0 where the system has none. */
  readonly mode: number;
}

export interface ExecOptions {
  timeoutMs: number;
  signal?: AbortSignal;
  /** With it ends what it has started, when it does not end in time or is aborted. */
  withChildren?: boolean;
  /** Beside the few variables that every program gets. */
  env?: Readonly<Record<string, string>>;
}

export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Programs: found on a fixed path, or named by an absolute one; with a clean environment, capped output and a deadline. */
export interface Exec {
  /** @throws JoinError `command-failed` when it cannot be run or does not end in time */
  run(program: string, args: readonly string[], options: ExecOptions): Promise<ExecResult>;
  has(program: string): Promise<boolean>;
}

/** What is on this machine and is not a file. */
export interface Local {
  canListen(port: number): boolean;
  /** The proxy that the environment names for an https:// URL. @throws JoinError `proxy-unusable` */
  proxyFor(url: string): Proxy | undefined;
  /** Addresses that a name has, by the machine's own resolver. */
  resolve(name: string): Promise<string[]>;
  /** The way that the kernel's main table has to an address; for `0.0.0.0` and `::`, the default one. */
  routeTo(address: string): Promise<RouteTo>;
  /** Of the file system that holds an existing path; undefined where the system does not say. */
  diskSpace(path: string): Promise<DiskSpace | undefined>;
  /** Status of a plain HTTP GET; undefined if nothing answers. */
  httpStatus(url: string, timeoutMs: number, signal: AbortSignal): Promise<number | undefined>;
  /** One unary gRPC call over a unix socket. `status` is gRPC's; undefined if nothing answers. */
  grpc(socket: string, path: string, message: Uint8Array, options: ExecOptions): Promise<
    { readonly status: number; readonly message: Uint8Array } | undefined
  >;
}

/** `unknown`: this machine has no such table. */
export type RouteTo =
  | { readonly kind: "way"; readonly interface: string }
  | { readonly kind: "none" }
  | { readonly kind: "unknown" };

export interface DiskSpace {
  readonly bytes: number;
  /** For ordinary users, as the kubelet counts. */
  readonly freeBytes: number;
  /** 0 where the file system makes them as needed. */
  readonly inodes: number;
  readonly freeInodes: number;
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
  /** Starts it if it does not run. @throws JoinError `service-failed` */
  start(unit: string, signal: AbortSignal): Promise<void>;
  /** Has it started at boot. @throws JoinError `service-failed` */
  enable(unit: string, signal: AbortSignal): Promise<void>;
  /** @throws JoinError `service-failed` */
  disable(unit: string, signal: AbortSignal): Promise<void>;
  /** Makes changed unit files known. @throws JoinError `service-failed` */
  reload(signal: AbortSignal): Promise<void>;
  /** The last lines that it logged, oldest first. */
  lastLines(unit: string, count: number, signal: AbortSignal): Promise<string[]>;
}
