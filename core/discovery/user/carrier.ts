import type { SandboxPermissions } from "../../host/types.ts";

/**
 * A plugin that can be asked, however it is carried. What it answers is a value of any form: the contract is
 * checked by those who ask. What it fails with are JoinErrors `plugin-failed`, `plugin-timeout` and
 * `plugin-limit`. Disposing of it leaves nothing of it running.
 */
export interface Carrier extends AsyncDisposable {
  readonly kind: "built-in" | "file" | "executable";
  /** What keeps it in: the permissions of a Worker alone, or a user of its own. */
  readonly fence: "user" | "permissions" | "none";
  /** The versions of the contract that it speaks, where it is asked for them. */
  versions?(): Promise<unknown>;
  status(): Promise<unknown>;
  discover(section: unknown, options: DiscoverOptions): Promise<unknown>;
}

export interface DiscoverOptions {
  readonly permissions: SandboxPermissions;
  readonly timeoutMs: number;
}
