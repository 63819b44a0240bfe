import type { CommandUnknownOpts } from "commander";
import { TableOption } from "../flag_entry.ts";
import { childOf, type CommandOption, readWords, type Word } from "../read_words.ts";
import { type Answer, narrow, type Offer } from "./answer.ts";
import { type Known, onDisk, valuesOf } from "./values.ts";

const NOTHING: Answer = { kind: "words", offers: [] };

/** What may stand in the place of the last word, which may be empty or a beginning. */
export async function offer(
  program: CommandUnknownOpts,
  typed: readonly string[],
  known: Known,
): Promise<Answer> {
  const words = [...readWords(program, typed.slice(0, -1))];
  const text = typed.at(-1) ?? "";
  const last = words.at(-1);
  const place = { program, command: last?.command ?? program, words };
  if (last?.kind === "flag" && last.option?.required && last.value === undefined) {
    return await valueOf(last.option, "", text, known);
  }
  const literal = words.some(({ kind }) => kind === "rest");
  if (!literal && text.startsWith("-")) {
    const [, name = "", value] = /^(--[^=]+=)([^]*)$/.exec(text) ?? [];
    if (value === undefined) return narrow({ kind: "words", offers: flagsOf(place) }, "", text);
    const option = place.command.options.find(({ long }) => `${long}=` === name);
    return option === undefined ? NOTHING : await valueOf(option, name, value, known);
  }
  return narrow(argumentOf(place), "", text);
}

interface Place {
  program: CommandUnknownOpts;
  command: CommandUnknownOpts;
  words: readonly Word[];
}

/** The value that a flag may have; of a list, the part behind the last comma. */
async function valueOf(
  option: CommandOption,
  name: string,
  value: string,
  known: Known,
): Promise<Answer> {
  if (!option.required && !option.optional) {
    return narrow({ kind: "words", offers: [{ word: "true" }, { word: "false" }] }, name, value);
  }
  const entry = option instanceof TableOption ? option.entry : { flags: option.flags, help: "" };
  if (!entry.list) return narrow(await valuesOf(entry, value, known), name, value);
  const at = value.lastIndexOf(",") + 1;
  const [before, text] = [value.slice(0, at), value.slice(at)];
  const answer = await valuesOf(entry, text, known);
  if (!("offers" in answer)) return answer;
  const there = before.split(",");
  const offers = answer.offers.filter(({ word }) => !there.includes(word));
  return narrow({ ...answer, offers }, name + before, text);
}

/** The long names of flags that are not there yet, or may be there again. */
function flagsOf({ command, words }: Place): Offer[] {
  const given = new Set(words.flatMap(({ option }) => option ?? []));
  const offers = command.options.flatMap((option) => {
    const { long, description } = option;
    if (long === undefined || (given.has(option) && !isRepeatable(option))) return [];
    return [{ word: long, means: description }];
  });
  return [...offers, { word: "--help", means: "show the help of the command" }];
}

function isRepeatable(option: CommandOption): boolean {
  if (!(option instanceof TableOption)) return false;
  return (option.entry.list ?? false) || (option.entry.repeated ?? false);
}

/** The commands that may follow, or what the next argument may be. */
function argumentOf({ program, command, words }: Place): Answer {
  const operands = words.filter((word) => word.kind === "operand" && word.command === command);
  const literal = words.filter(({ kind }) => kind === "rest").slice(1);
  const before = [...operands, ...literal].map(({ text }) => text);
  if (command.name() === "help" && command.parent === program) {
    const named = before.reduce<CommandUnknownOpts | undefined>(
      (parent, name) => parent && childOf(parent, name),
      program,
    );
    return { kind: "words", offers: named === undefined ? [] : commandsOf(named) };
  }
  const commands = before.length === 0 ? commandsOf(command) : [];
  const { registeredArguments: all } = command;
  const next = all[before.length] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  const choices = next?.argChoices?.map((word) => ({ word })) ?? [];
  const disk = next === undefined ? undefined : onDisk(next.name());
  return disk ?? { kind: "words", offers: [...commands, ...choices] };
}

function commandsOf(command: CommandUnknownOpts): Offer[] {
  return command.commands.map((child) => ({ word: child.name(), means: child.description() }));
}
