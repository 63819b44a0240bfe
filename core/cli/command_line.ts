import { Command, CommanderError, type CommandUnknownOpts } from "commander";
import { JoinError } from "../engine/errors.ts";
import type { PhaseNames, Request } from "./commands/command.ts";
import { commands } from "./commands/manifest.ts";
import { unknown } from "./flag_entry.ts";
import { fromGoForms } from "./flag_forms.ts";
import { FOREIGN_FLAGS } from "./foreign_flags.ts";
import { sentence } from "../engine/sentence.ts";

const USAGE_EXAMPLE = `
Example:
  kubeworker join 10.0.0.1:6443 --token abcdef.… --discovery-token-ca-cert-hash sha256:…
`;

/**
 * Reads a command line. Nothing else happens here.
 *
 * @throws JoinError `usage`
 */
export function parseCommandLine(
  args: readonly string[],
  phases: readonly PhaseNames[],
  columns: number,
): Request {
  let request: Request | undefined;
  let printed = "";
  function accept(asked: Request): void {
    request = asked;
  }
  const program = buildProgram(phases, accept);
  for (const command of withAll(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => printed += text,
      writeErr: () => {},
      getOutHelpWidth: () => columns,
    });
  }
  try {
    program.parse(fromGoForms(program, args), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed" || error.code === "commander.help") {
      return { kind: "help", text: printed };
    }
    throw toUsageError(error);
  }
  if (request === undefined) throw new JoinError("usage", "No command was given");
  return request;
}

/** All commands with their arguments and flags: what the help and the reference page are made of. */
export function buildProgram(
  phases: readonly PhaseNames[],
  accept: (request: Request) => void,
): CommandUnknownOpts {
  const program = new Command("kubeworker")
    .description("Turns this machine into a worker node of a Kubernetes cluster.")
    .enablePositionalOptions()
    .option("--version", "show version, commit, and what this program is built on")
    .addHelpText("after", USAGE_EXAMPLE)
    .allowExcessArguments()
    .action(({ version }, command) => {
      const [word] = command.args;
      if (word !== undefined) throw unknown("command", word, commands.map(({ name }) => name));
      if (version) return accept({ kind: "version" });
      throw new JoinError("usage", "No command was given", {
        hint: "`kubeworker join --help` shows the way; `kubeworker --help` lists the commands",
      });
    });
  for (const command of commands) command.add(program, accept, phases);
  return program;
}

function* withAll(command: CommandUnknownOpts): Generator<CommandUnknownOpts> {
  yield command;
  for (const child of command.commands) yield* withAll(child);
}

function toUsageError(error: CommanderError): JoinError {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = rest.join(" ").trim().replace(/^\(|\)$/g, "");
  const message = sentence(first);
  const flag = /^unknown option '(.+)'$/.exec(first)?.[1] ?? "";
  const foreign = FOREIGN_FLAGS.get(flag);
  if (foreign !== undefined) {
    return new JoinError("usage", `${message}: ${foreign.why}`, { hint: foreign.instead });
  }
  const hint = suggestion.replace(/^Did/, "did");
  return new JoinError("usage", message, hint === "" ? {} : { hint });
}
