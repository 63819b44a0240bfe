import type { Clock, Host } from "../host/types.ts";
import type { Api } from "../kube/api.ts";
import type { NodeFacts } from "../node/facts.ts";
import type { OwnIdentity } from "../node/own_identity.ts";
import type { KubeletPatch } from "../node/patches/patch.ts";

/** Something that is not as it should be. An error: the node does not work, or soon will not. */
export interface StatusProblem {
  readonly level: "error" | "warning";
  readonly text: string;
  /** What to type, or where to look. */
  readonly hint?: string;
}

/** What a section found. */
export interface SectionReport {
  /** For programs: values of JSON, under names that stay. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** For people: a label and its value each. */
  readonly lines: readonly (readonly [label: string, value: string])[];
  readonly problems: readonly StatusProblem[];
  /** Lines that are shown below as they are, such as a diff. */
  readonly text?: readonly string[];
}

/** What a section looks at. Nothing is changed through it. */
export interface StatusContext {
  readonly host: Pick<
    Host,
    "root" | "machine" | "files" | "exec" | "https" | "journal" | "local" | "services"
  >;
  readonly clock: Clock;
  /** Aborted at the section's deadline. */
  readonly signal: AbortSignal;
  readonly facts: NodeFacts;
  /** The node's own identity, read once. */
  identity(): Promise<OwnIdentity>;
  /** The cluster as the node itself sees it, or why it cannot be asked. */
  api(): Promise<Api | string>;
  /** The operator's patches of the kubelet's configuration: they are no difference from the cluster's. */
  readonly patches: readonly KubeletPatch[];
  /** Whether differences are to be shown line by line. */
  readonly diff: boolean;
}

/**
 * One concern of a node's state. Its life: `look` is called once, beside all others, with a deadline; what it
 * throws becomes a problem of its own.
 */
export interface StatusSection {
  /** The key in JSON, and the heading. */
  readonly name: string;
  /** One line for the reference. */
  readonly summary: string;
  look(ctx: StatusContext): Promise<SectionReport>;
}
