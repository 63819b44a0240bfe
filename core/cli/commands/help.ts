import type { CommandUnknownOpts } from "commander";
import { unknown } from "../flag_entry.ts";
import { childOf } from "../read_words.ts";
import type { CommandEntry } from "./command.ts";

/** `help COMMAND`: the same as `COMMAND --help`. */
export const helpCommand: CommandEntry = {
  name: "help",
  add(program) {
    program.command("help")
      .description("Show the help of a command.")
      .argument("[COMMAND...]", "a command, and what belongs to it")
      .action((names: string[]) => {
        let command: CommandUnknownOpts = program;
        for (const name of names) {
          const child = childOf(command, name);
          if (child === undefined) {
            throw unknown("command", name, command.commands.map((known) => known.name()));
          }
          command = child;
        }
        command.help();
      });
  },
};
