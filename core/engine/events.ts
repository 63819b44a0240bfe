import type { ErrorCode } from "./error_codes.ts";
import type { ResetReport, RollbackReport } from "./reset_report.ts";
import type { Hardships } from "./hardships.ts";
import type { HookFacts, JoiningNode, PluginFacts, TrustFacts } from "./facts.ts";
import { roundMs } from "./round_ms.ts";

export type { JoiningNode, PluginFacts, TrustFacts };

/** How a phase takes part in a plan: see plan.ts. */
export type PhaseAction = "run" | "provide" | "skip";

/** `kept`: done by an earlier run; `aborted`: a phase beside it failed; `stopped`: a dry run ends here. */
export type PhaseOutcome = "done" | "kept" | "recalled" | "failed" | "aborted" | "stopped";

/** One preflight finding, or a finding of a later phase of the same kind. */
export interface Problem {
  /** kubeadm's name for the check where it has one, else ours. */
  check: string;
  level: "warning" | "error";
  text: string;
  hint?: string;
}

/** A change to the file system, made or (dry run) only shown. */
export interface FileChange {
  action: "create" | "replace" | "keep" | "remove" | "link" | "directory";
  path: string;
  /** Permission bits, as a number. */
  mode?: number;
  bytes?: number;
  sha256?: string;
  /** Where a symbolic link points. */
  target?: string;
  /** Dry run: the change as a unified diff; never for files that hold a secret. */
  diff?: string;
}

/** How an error looks to a program. */
export interface ErrorReport {
  code: ErrorCode;
  message: string;
  hint: string;
  phase?: string;
  causes?: string[];
  /** For how long it was tried, in ms. */
  triedMs?: number;
  detail?: Readonly<Record<string, unknown>>;
}

/** One preflight check with what it found. */
export interface CheckReport {
  check: string;
  group: string;
  outcome: "ok" | "warning" | "error" | "ignored";
  ms: number;
  problems: Omit<Problem, "check">[];
}

/** What the command came to; always the last event. */
export type Outcome =
  | {
    ok: true;
    nodeName?: string;
    server?: string;
    caPins?: string[];
    /** On what ground the CA is trusted. */
    caBecause?: string;
    plugin?: PluginFacts;
    /** Of a whole join: `already-joined` has changed nothing. */
    join?: "new" | "continued" | "already-joined";
    /** Where not everything went smoothly. */
    hardships?: Hardships;
    /** Of `kubeworker preflight` alone. */
    checks?: CheckReport[];
    /** Of `kubeworker reset` alone. */
    reset?: ResetReport;
    dryRun: boolean;
    summary: string;
  }
  | {
    ok: false;
    exitCode: number;
    dryRun: boolean;
    error: ErrorReport;
    /** Of a join with --on-failure=rollback. */
    rollback?: RollbackReport;
    checks?: CheckReport[];
  };

/** Everything that a person or a program can see of a join. Text and JSON are renderings of this. */
export type EventBody =
  | { kind: "plan"; phases: { name: string; action: PhaseAction; summary: string }[] }
  | { kind: "phase-start"; phase: string; summary: string }
  | {
    kind: "phase-end";
    phase: string;
    outcome: PhaseOutcome;
    ms: number;
    /** What it came to, in a few words. */
    detail?: string;
  }
  | {
    kind: "contender";
    /** A way to a server: `host:port`, and the address or proxy where there are several. */
    server: string;
    /** `abandoned`: another one won first. */
    outcome: "won" | "lost" | "abandoned";
    ms: number;
    error?: ErrorCode;
    reason?: string;
  }
  /** This machine as a node; comes again when more is known of it. */
  | ({ kind: "node" } & JoiningNode)
  | ({ kind: "plugin" } & PluginFacts)
  | ({ kind: "trust" } & TrustFacts)
  /** A line that a plugin has said, as it is. */
  | { kind: "plugin-log"; plugin: string; text: string }
  | { kind: "waiting"; phase: string; what: string; reason?: string; deadlineMs?: number }
  | { kind: "waited"; phase: string; what: string; ms: number }
  | {
    kind: "check";
    check: string;
    group: string;
    /** `ignored`: an error that the operator asked to ignore. */
    outcome: "ok" | "warning" | "error" | "ignored";
    ms: number;
  }
  | ({ kind: "problem"; phase: string } & Problem)
  | { kind: "note"; level: "info" | "warning"; text: string; hint?: string }
  | { kind: "csr"; name: string; keyFingerprint: string; approve: string }
  | {
    /** Somebody with the right to it has to set the Node's configSource. */
    kind: "config-source";
    node: string;
    /** As `namespace/name/key`. */
    configMap: string;
    /** The command that does it. */
    set: string;
    /** Why the join cannot do it. */
    reason?: string;
  }
  | {
    kind: "request";
    method: string;
    url: string;
    status?: number;
    error?: ErrorCode;
    ms: number;
    /** Of the answer's body; of an answer that goes on, none. */
    bytes?: number;
    /** The answer had begun, and broke off. */
    broke?: boolean;
    dryRun?: boolean;
  }
  | ({ kind: "file"; dryRun?: boolean } & FileChange)
  | { kind: "service"; action: string; unit: string; ms: number; dryRun?: boolean }
  | {
    kind: "kernel";
    action: "set" | "load" | "unload" | "swapoff" | "swapon" | "unmount";
    /** A setting's name, a module, a swap device or a mount point. */
    what: string;
    value?: string;
    dryRun?: boolean;
  }
  | {
    kind: "fix";
    /** The check that it mends. */
    check: string;
    /** `shown`: a dry run; `refused`: it cannot be done safely. */
    outcome: "mended" | "shown" | "refused" | "failed";
    reason?: string;
    hint?: string;
  }
  | ({ kind: "hook" } & HookFacts)
  /** A line that a hook has said, as it is. */
  | { kind: "hook-log"; path: string; text: string }
  | { kind: "unseen"; phase: string; changes: readonly string[] }
  | ({ kind: "result" } & Outcome);

/** An event as it leaves: stamped with wall time and with the milliseconds since the command began. */
export type JoinEvent = { time: string; elapsedMs: number } & EventBody;

export type Emit = (body: EventBody) => void;

/** Gives an `emit` that stamps each event and hands it to every sink. */
export function createEmit(
  clock: { now(): Date; elapsedMs(): number },
  ...sinks: ((event: JoinEvent) => void)[]
): Emit {
  return function emit(body: EventBody): void {
    const elapsedMs = roundMs(clock.elapsedMs());
    const event: JoinEvent = { time: clock.now().toISOString(), elapsedMs, ...body };
    for (const sink of sinks) sink(event);
  };
}
