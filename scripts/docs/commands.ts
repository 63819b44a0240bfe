import type { CommandUnknownOpts } from "commander";
import { table } from "./table.ts";

/** Commands that the page has sections of their own for. */
const ELSEWHERE = ["join"];

/** One line for each command that does something: how it is typed. */
export function usageLines(program: CommandUnknownOpts): string[] {
  return program.commands.flatMap((command) => [...leaves(command, [program.name()])])
    .map(({ path, command }) => {
      const flags = command.options.length === 0 ? [] : ["[flags]"];
      return [...path, ...argumentsOf(command), ...flags].join(" ");
    });
}

/** A section for each command beside `join`: what it does, its arguments, its flags. */
export function commandSections(program: CommandUnknownOpts): string {
  return program.commands.filter((command) => !ELSEWHERE.includes(command.name()))
    .flatMap((command) => [...leaves(command, [program.name()])])
    .map(({ path, command }) => section(path.slice(1).join(" "), command))
    .join("\n\n");
}

export interface Leaf {
  path: readonly string[];
  command: CommandUnknownOpts;
}

/** Commands without commands of their own. Those of `join` are its phases: all alike, one line stands for them. */
export function* leaves(command: CommandUnknownOpts, before: readonly string[]): Generator<Leaf> {
  const path = [...before, command.name()];
  if (command.name() === "join") {
    yield { path, command };
    const [phase] = command.commands.flatMap((child) => child.commands);
    if (phase !== undefined) yield { path: [...path, "phase", "NAME"], command: phase };
  } else if (command.commands.length === 0) yield { path, command };
  else for (const child of command.commands) yield* leaves(child, path);
}

function section(title: string, command: CommandUnknownOpts): string {
  const { registeredArguments: given, options } = command;
  return [
    `### \`${[title, ...argumentsOf(command)].join(" ")}\``,
    command.description(),
    ...(given.length === 0 ? [] : [
      given.map((argument) => `- \`${nameOf(argument)}\`: ${argument.description}`).join("\n"),
    ]),
    ...(options.length === 0 ? [] : [
      table(
        ["Flag", "Meaning"],
        options.map(({ flags, description }) => [`\`${flags}\``, description]),
      ),
    ]),
  ].join("\n\n");
}

type Argument = CommandUnknownOpts["registeredArguments"][number];

/** The arguments of a command as they are typed in its usage. */
export function argumentsOf(command: CommandUnknownOpts): string[] {
  return command.registeredArguments.map(nameOf);
}

export function nameOf(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? name : `[${name}]`;
}
