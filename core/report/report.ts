import type { ErrorCode } from "../engine/error_codes.ts";
import type {
  CheckReport,
  ErrorReport,
  FileChange,
  JoiningNode,
  PhaseOutcome,
  PluginFacts,
  TrustFacts,
} from "../engine/events.ts";

/** The version of the report's form. Fields may be added to it; none changes its meaning. */
export const REPORT_API_VERSION = "report.kubeworker.dev/v1";

/** What wrote the report. */
export interface ReportProgram {
  version: string;
  commit: string;
  /** `compiled`, `self-extracting` or `source`. */
  kind: string;
  deno: string;
  engine: string;
  target: string;
}

/** Who ran it, what was typed, and when. */
export interface ReportRun {
  /** The arguments as they were given, secrets taken out. */
  command: string[];
  uid?: number;
  /** The user behind sudo, where the environment says so. */
  sudoUser?: string;
  /** ISO 8601, by this machine's clock. */
  start: string;
  end: string;
  ms: number;
}

/** Something that lasted: from `startMs` after the command's beginning on, for `ms`. */
export interface Span {
  startMs: number;
  ms: number;
}

export interface ReportPhase extends Span {
  name: string;
  /** `left out`: by --skip-phases; `running`: the report was written before it ended. */
  outcome: PhaseOutcome | "left out" | "running";
  detail?: string;
}

export interface ReportWait extends Span {
  phase: string;
  what: string;
  /** Why it went on, as far as was known in the end. */
  reason?: string;
}

export interface ReportRequest extends Span {
  method: string;
  url: string;
  status?: number;
  error?: ErrorCode;
  /** Of the answer's body. */
  bytes?: number;
  /** 1, and more where an equal request failed directly before. */
  try: number;
}

export interface ReportFile extends Omit<FileChange, "mode" | "diff"> {
  atMs: number;
  /** Octal, as in `0600`. */
  mode?: string;
}

export interface ReportService extends Span {
  action: string;
  unit: string;
}

export interface ReportContender {
  server: string;
  outcome: "won" | "lost" | "abandoned";
  ms: number;
  error?: ErrorCode;
  reason?: string;
}

export interface ReportNote {
  atMs: number;
  level: "info" | "warning";
  text: string;
  hint?: string;
}

export interface ReportResult {
  ok: boolean;
  exitCode: number;
  /** What it came to, in words. */
  summary?: string;
  error?: ErrorReport;
}

/** The record of one join: a reading of its events. */
export interface JoinReport {
  apiVersion: typeof REPORT_API_VERSION;
  kind: "JoinReport";
  program: ReportProgram;
  run: ReportRun;
  node?: JoiningNode;
  plugin?: PluginFacts;
  trust?: TrustFacts;
  /** The servers that were asked, and which of them won. */
  endpoints: ReportContender[];
  phases: ReportPhase[];
  waits: ReportWait[];
  requests: ReportRequest[];
  files: ReportFile[];
  services: ReportService[];
  /** Changes to the running kernel, as in `set net.ipv4.ip_forward to 1`. */
  kernel: { atMs: number; what: string }[];
  checks: CheckReport[];
  fixes: { check: string; outcome: string; reason?: string }[];
  /** The certificate signing request, where it had to wait for approval. */
  certificateRequest?: { name: string; keyFingerprint: string };
  notes: ReportNote[];
  /** Events that a very long run left out here. */
  omittedEvents?: number;
  result: ReportResult;
}
