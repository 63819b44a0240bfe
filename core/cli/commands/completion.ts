import { Argument } from "commander";
import { unknown } from "../flag_entry.ts";
import type { CommandEntry } from "./command.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

const NOTES = `
The script asks this program what may stand in a place: commands, flags, phases, checks, plugins.

  bash, now:    source <(kubeworker completion bash)
  bash, always: the same line in ~/.bashrc
  zsh, always:  the line source <(kubeworker completion zsh) in ~/.zshrc
  fish, always: kubeworker completion fish > ~/.config/fish/completions/kubeworker.fish
`;

/** `completion`: the script of a shell. */
export const completionCommand: CommandEntry = {
  name: "completion",
  add(program, accept) {
    const argument = new Argument("<SHELL>", SHELLS.join(", "));
    // For completion alone: the parser's own error would suggest nothing.
    argument.argChoices = [...SHELLS];
    program.command("completion")
      .description("Print the script that lets a shell complete this program's words.")
      .allowExcessArguments(false)
      .addArgument(argument)
      .addHelpText("after", NOTES)
      .action((word: string) => {
        const shell = SHELLS.find((known) => known === word);
        if (shell === undefined) throw unknown("shell", word, SHELLS);
        accept({
          kind: "tool",
          async run({ terminal }) {
            const { scriptFor } = await import("../completion/script_for.ts");
            terminal.out(scriptFor(shell));
            return 0;
          },
        });
      });
  },
};
