import type { CommandUnknownOpts } from "commander";
import { JoinError } from "../engine/errors.ts";
import { TableOption } from "./flag_entry.ts";
import { type CommandOption, isVerbosity, readWords, type Word } from "./read_words.ts";

/** As Go's `strconv.ParseBool` reads them. */
const TRUE = ["1", "t", "T", "true", "TRUE", "True"];
const FALSE = ["0", "f", "F", "false", "FALSE", "False"];

/**
 * Rewrites the forms that kubeadm takes, and the parser does not: `--dry-run=true`, `-o=json`, `-v=5`.
 * `--dry-run=false` is told to the command itself, as a value that was typed: it wins over a file.
 *
 * @throws JoinError `usage` for a value that is neither true nor false
 */
export function fromGoForms(program: CommandUnknownOpts, args: readonly string[]): string[] {
  const words: { option?: CommandOption; texts: readonly string[] }[] = [];
  for (const word of readWords(program, args)) {
    const { option, command, value } = word;
    if (option === undefined) {
      words.push({ texts: [withoutValue(word)] });
      continue;
    }
    if (option instanceof TableOption && option.entry.emptyIsNone && value === "") {
      for (const before of words) if (before.option === option) before.texts = [];
      continue;
    }
    if (option.required || option.optional || value === undefined) {
      words.push({ option, texts: textsOf(word) });
      continue;
    }
    const level = isLevel(word, value) ? Number(value) : undefined;
    const on = level === undefined ? readBoolean(word, value) : level > 0;
    // The last one counts.
    for (const before of words) if (before.option === option) before.texts = [];
    if (on) words.push({ option, texts: [option.long ?? option.flags] });
    else command.setOptionValue(option.attributeName(), level === undefined ? false : undefined);
  }
  return words.flatMap(({ texts }) => texts);
}

function textsOf({ text, name = text, value, apart }: Word): string[] {
  if (value === undefined) return [text];
  return apart || !name.startsWith("--") ? [name, value] : [`${name}=${value}`];
}

/** An unknown flag is looked for by its name, and its value is nobody's business. */
function withoutValue({ text, name, value }: Word): string {
  return name === undefined || value === undefined || name === "--help" ? text : name;
}

/** `-v=0` is no word about it: a dry run shows more all the same. */
function isLevel({ name = "", option }: Word, value: string): boolean {
  return option !== undefined && isVerbosity(option) && /^--?v$/.test(name) && /^\d+$/.test(value);
}

function readBoolean({ name = "" }: Word, value: string): boolean {
  if (TRUE.includes(value)) return true;
  if (FALSE.includes(value)) return false;
  throw new JoinError("usage", `Cannot use "${value}" for ${name}`, {
    hint: /^--?v$/.test(name)
      ? `type ${name}=N with a number; from 1 on it shows more`
      : `type ${name}, ${name}=true or ${name}=false`,
  });
}
