import type { CommandUnknownOpts } from "commander";
import type { JoinFlags } from "../../config/join_flags.ts";
import type { ToolRun } from "../tool.ts";
import type { VersionForm } from "../version_text.ts";

/** What the command line asks for. */
export type Request =
  | { kind: "help"; text: string }
  | { kind: "version"; form?: VersionForm }
  /** `only`: the one phase of `join phase NAME`; `report`: what the output is about. */
  | { kind: "join"; only?: string; report?: "checks"; flags: JoinFlags }
  | { kind: "reset"; flags: ResetFlags }
  | { kind: "tool"; run: ToolRun };

/** The flags of `kubeworker reset` as they were typed. */
export interface ResetFlags {
  dryRun?: boolean | undefined;
  force?: boolean | undefined;
  deleteNode?: string | undefined;
  criSocket?: string | undefined;
  root?: string | undefined;
  output?: string | undefined;
}

export interface PhaseNames {
  readonly name: string;
  readonly summary: string;
}

/** A command of kubeworker. To add one, write it in a file of its own and list it in manifest.ts. */
export interface CommandEntry {
  readonly name: string;
  /** Adds the command, which calls `accept` when it is asked for. What it needs is loaded only then. */
  add(
    program: CommandUnknownOpts,
    accept: (request: Request) => void,
    phases: readonly PhaseNames[],
  ): void;
}
