import type { CommandEntry } from "./command.ts";

export const versionCommand: CommandEntry = {
  name: "version",
  add(program, accept) {
    program.command("version").description("same as --version").allowExcessArguments(false)
      .action(() => accept({ kind: "version" }));
  },
};
