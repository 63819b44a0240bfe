/** Programs that others wrote: started apart from us, watched, and gone afterwards with all they started. */
export interface Sandbox {
  /** We are root: what is run must be root's, and gets a user of its own. */
  readonly privileged: boolean;
  readonly files: RawFiles;
  /**
   * Runs an executable to its end: empty environment but for PATH, working directory `/`, `input` on its
   * standard input.
   *
   * @throws JoinError `plugin-timeout`, `plugin-limit`, `plugin-unconfined`, `plugin-failed` when it cannot
   * be run at all
   */
  run(path: string, input: string, limits: SandboxLimits): Promise<SandboxResult>;
  /**
   * Starts this program again, as the process in which a module runs with narrowed permissions.
   *
   * @throws JoinError `plugin-unconfined`
   */
  open(module: PluginModule, limits: SandboxLimits): Promise<PluginProcess>;
}

export interface SandboxLimits {
  /** Who it is, for errors: `plugin "dns-srv"`. */
  readonly what: string;
  /** From now until the end of all that is asked of it. */
  readonly timeoutMs: number;
  /** Resident memory of all its processes together. */
  readonly memoryBytes: number;
  readonly signal: AbortSignal;
  /** A line of its log, of which the first 64 KiB count. */
  log(line: string): void;
}

export interface SandboxResult {
  readonly code: number;
  readonly stdout: string;
}

/** A JavaScript module by its text, so that what was looked at is what runs. */
export interface PluginModule {
  readonly text: string;
  readonly language: "typescript" | "javascript";
}

/** What a module may reach: `host` or `host:port`, and absolute paths. */
export interface SandboxPermissions {
  readonly net: readonly string[];
  readonly read: readonly string[];
  /** By what `read` was granted, if not by itself: below these paths, links are not followed. */
  readonly grants?: readonly string[];
}

export type PluginQuestion =
  | { readonly operation: "status" }
  | {
    readonly operation: "discover";
    readonly section: unknown;
    readonly permissions: SandboxPermissions;
    readonly timeoutMs: number;
  };

/** What a module answers: a value, or why not, in its own words. */
export type PluginAnswer =
  | { readonly kind: "answer"; readonly value: unknown }
  | {
    readonly kind: "failed";
    readonly code?: string | undefined;
    readonly message: string;
    readonly hint?: string | undefined;
  };

/** A process with one module. Disposing of it leaves no process behind. */
export interface PluginProcess extends AsyncDisposable {
  /** `user`: another user's process, too. `permissions`: those of the Worker alone. */
  readonly fence: "user" | "permissions";
  readonly pid: number;
  /** @throws JoinError `plugin-timeout`, `plugin-limit`, `plugin-failed` */
  ask(question: PluginQuestion): Promise<PluginAnswer>;
}

/** Files as bytes, and whose they are: for what is about to be run. Final links are not followed. */
export interface RawFiles {
  /** User id of the owner; undefined if nothing is there. */
  owner(path: string): Promise<number | undefined>;
  /** @throws JoinError `file-failed`, also above `maxBytes` */
  bytes(path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** SHA-256 in hex. */
  sha256(path: string): Promise<string | undefined>;
}

/** Files of somebody's own work: outside the root and the journal, and never over what is there. */
export interface Drafts {
  /** An absolute path for one that was typed. */
  absolute(path: string): string;
  /** @throws JoinError `file-failed` also when something is there */
  create(path: string, text: string, mode: number): Promise<void>;
}
