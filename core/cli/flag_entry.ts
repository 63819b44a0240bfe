import { type CommandUnknownOpts, Option } from "commander";
import { JoinError } from "../engine/errors.ts";
import { nearest } from "../engine/nearest.ts";

/** One flag: what the parser, the help and the reference page are made of. */
export interface FlagEntry {
  /** In commander's form: short and long name, and the value's placeholder. */
  readonly flags: string;
  readonly help: string;
  /** May be repeated, and takes comma-separated values. */
  readonly list?: boolean;
  /** May be repeated; a value may hold commas. */
  readonly repeated?: boolean;
  /** An empty value is kept, to be refused: an unset variable must not mean "no pin". */
  readonly keepsEmpty?: boolean;
  /** An empty value is as if the flag were not there, as kubeadm has it: a script's variable may be empty. */
  readonly emptyIsNone?: boolean;
  readonly choices?: readonly string[];
  /** What a shell offers for its value, where the placeholder does not say it. */
  readonly completes?: "phases" | "checks" | "fixes" | "timeouts" | "plugins";
  /** Shown in help; the default itself is applied where options are read. */
  readonly shownDefault?: string;
}

/** A flag as the parser has it, with the entry that it was made of. */
export class TableOption extends Option<string> {
  readonly entry: FlagEntry;

  constructor(entry: FlagEntry, description: string) {
    super(entry.flags, description);
    this.entry = entry;
  }
}

export function addFlags(command: CommandUnknownOpts, flags: readonly FlagEntry[]): void {
  for (const entry of flags) {
    const { choices, shownDefault } = entry;
    const notes = [
      ...(choices === undefined ? [] : [choices.join("|")]),
      ...(shownDefault === undefined ? [] : [`default: ${shownDefault}`]),
    ];
    const text = notes.length === 0 ? entry.help : `${entry.help} (${notes.join("; ")})`;
    const option = new TableOption(entry, text);
    if (entry.list) option.argParser(entry.keepsEmpty ? collectAll : collect);
    if (entry.repeated) option.argParser(append);
    command.addOption(option);
  }
}

/** An error for a word that is none of those known. */
export function unknown(what: string, word: string, known: readonly string[]): JoinError {
  const near = nearest(word, known);
  const hint = near === undefined ? `there are: ${known.join(", ")}` : `did you mean "${near}"?`;
  return new JoinError("usage", `Unknown ${what} "${word}"`, { hint });
}

/** Repeated and comma-separated values alike, as kubeadm's lists. An empty text is no value. */
function collect(text: string, before: unknown): string[] {
  return collectAll(text, before).filter((value) => value !== "");
}

/** The same, but an empty text is an empty value: whoever passes one did not mean "none". */
function collectAll(text: string, before: unknown): string[] {
  return text.split(",").map((value) => value.trim()).reduce<string[]>(
    (all, value) => append(value, all),
    Array.isArray(before) ? before : [],
  );
}

function append(text: string, before: unknown): string[] {
  return [...(Array.isArray(before) ? before : []), text];
}
