import { JoinError } from "../../engine/errors.ts";
import { addFlags, type FlagEntry } from "../flag_entry.ts";
import { VERSION_FORMS, type VersionForm } from "../version_text.ts";
import type { CommandEntry } from "./command.ts";

const FLAGS: readonly FlagEntry[] = [
  {
    flags: "-o, --output <form>",
    help: "`short` prints the number alone, `json` and `yaml` are for programs",
    choices: VERSION_FORMS,
    shownDefault: "text",
  },
];

/** `version`: the number of this program, and what it is built on. */
export const versionCommand: CommandEntry = {
  name: "version",
  add(program, accept) {
    const command = program.command("version")
      .description("Show version, commit, and what this program is built on.")
      .allowExcessArguments(false);
    addFlags(command, FLAGS);
    command.action(({ output }: { output?: string }) =>
      accept({ kind: "version", form: readForm(output) })
    );
  },
};

function readForm(text: string | undefined): VersionForm {
  if (text === undefined) return "text";
  const form = VERSION_FORMS.find((known) => known === text);
  if (form !== undefined) return form;
  throw new JoinError("usage", `Cannot use "${text}" for --output`, {
    hint: `there are: ${VERSION_FORMS.join(", ")}`,
  });
}
