import type { CommandUnknownOpts } from "commander";

/** What flags of kubeadm were called in earlier releases. */
const FORMER_NAMES: Readonly<Record<string, string>> = { "--experimental-patches": "--patches" };

export type CommandOption = CommandUnknownOpts["options"][number];

/** One word of a command line, or a flag together with the word that is its value. */
export interface Word {
  /** `rest`: behind `--`. */
  readonly kind: "command" | "operand" | "flag" | "rest";
  readonly text: string;
  /** The command that it belongs to; the word of a command belongs to the command that it names. */
  readonly command: CommandUnknownOpts;
  /** Of a flag, with its dashes, and without its value. */
  readonly name?: string;
  /** The flag that the command has by this name. */
  readonly option?: CommandOption;
  readonly value?: string;
  /** The value is a word of its own. */
  readonly apart?: boolean;
}

/**
 * Reads words as the parser will, and in Go's forms beside: `-o=json`, `--v=5`. It refuses nothing: a flag
 * that the command does not have comes without an option.
 */
export function* readWords(
  program: CommandUnknownOpts,
  args: readonly string[],
): Generator<Word> {
  let command = program;
  let first = true;
  const left = [...args];
  for (let text = left.shift(); text !== undefined; text = left.shift()) {
    if (text === "--") {
      for (const rest of [text, ...left]) yield { kind: "rest", text: rest, command };
      return;
    }
    if (text.startsWith("-") && text !== "-") {
      const flag = splitFlag(text, command);
      const [next] = left;
      const apart = next !== undefined && flag.value === undefined && takes(flag.option, next);
      if (apart) left.shift();
      yield { kind: "flag", text, command, ...flag, ...(apart ? { value: next, apart } : {}) };
      continue;
    }
    const named: CommandUnknownOpts | undefined = first ? childOf(command, text) : undefined;
    first = named !== undefined;
    command = named ?? command;
    yield { kind: first ? "command" : "operand", text, command };
  }
}

/** Whether it is the flag that kubeadm gives a number, as in `-v=5`. */
export function isVerbosity(option: CommandOption): boolean {
  return option.short === "-v" && !option.required && !option.optional;
}

/** The command that a command has by this name. */
export function childOf(
  command: CommandUnknownOpts,
  name: string,
): CommandUnknownOpts | undefined {
  return command.commands.find((child) => child.name() === name || child.aliases().includes(name));
}

function splitFlag(
  text: string,
  command: CommandUnknownOpts,
): { name: string; option?: CommandOption; value?: string } {
  const [, typed = text, value] = /^(--[^=]+|-[^-=])(?:=([^]*))?$/.exec(text) ?? [];
  const name = FORMER_NAMES[typed] ?? typed;
  const option = optionOf(command, name);
  if (option !== undefined) return { name, option, ...(value === undefined ? {} : { value }) };
  if (value !== undefined || text.startsWith("--")) {
    return { name, ...(value === undefined ? {} : { value }) };
  }
  // `-ojson`, `-v5`; else several flags in one word, which the parser takes apart.
  const [short, attached] = [text.slice(0, 2), text.slice(2)];
  const shortOption = optionOf(command, short);
  if (shortOption === undefined) return { name: text };
  const whole = shortOption.required || (isVerbosity(shortOption) && isNumber(attached));
  return whole && attached !== ""
    ? { name: short, option: shortOption, value: attached }
    : { name: text };
}

function optionOf(command: CommandUnknownOpts, name: string): CommandOption | undefined {
  if (name === "--v") return command.options.find(isVerbosity);
  return command.options.find(({ long, short }) => long === name || short === name);
}

function takes(option: CommandOption | undefined, next: string): boolean {
  if (option === undefined) return false;
  return option.required || (isVerbosity(option) && isNumber(next));
}

function isNumber(text: string): boolean {
  return /^\d{1,2}$/.test(text);
}
