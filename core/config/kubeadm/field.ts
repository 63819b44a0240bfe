import type { FlagName } from "../join_flags.ts";
import type { TimeoutName } from "../timeouts.ts";
import type { TypeName } from "./types.ts";
import { isOlder, type Version, VERSIONS } from "./versions.ts";

/** One field of JoinConfiguration: what the reader, the schemas, the defaults and the docs are made of. */
export interface Field {
  /** From the document on, as in `discovery.file.kubeConfigPath`. */
  readonly path: string;
  readonly type: TypeName;
  readonly since: Version;
  /** The last version that has it; the newest unless given. */
  readonly until?: Version;
  readonly means: string;
  readonly use: Use;
  /** What print-default shows. Without one it leaves the field out. */
  readonly shown?: unknown;
}

/** What kubeworker does with a field. */
export type Use =
  /** As the flag of that name. */
  | { readonly kind: "flag"; readonly flag: FlagName }
  /** As `--timeout name=…`. */
  | { readonly kind: "timeout"; readonly name: TimeoutName }
  /** Nothing that a worker needs. A value other than `usual` is worth a warning. */
  | { readonly kind: "ignored"; readonly why: string; readonly usual?: unknown }
  /** Refused with the words of REFUSALS, unless it has the value `usual` or is empty. */
  | { readonly kind: "refused"; readonly usual?: unknown }
  /** `apiVersion` and `kind`, and objects that are there for their fields. */
  | { readonly kind: "frame" };

export function isIn({ since, until }: Field, version: Version): boolean {
  return !isOlder(version, since) && (until === undefined || !isOlder(until, version));
}

/** `v1beta1 – v1beta3`, `since v1beta4`, `all`. */
export function showVersions({ since, until }: Field): string {
  if (until !== undefined) return since === until ? since : `${since} – ${until}`;
  return since === VERSIONS[0] ? "all" : `since ${since}`;
}
