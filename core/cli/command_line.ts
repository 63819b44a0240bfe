import { Command, CommanderError, type CommandUnknownOpts, Option } from "commander";
import type { JoinFlags } from "../config/join_flags.ts";
import { JoinError } from "../engine/errors.ts";
import { nearest } from "../engine/nearest.ts";
import { type FlagEntry, JOIN_FLAGS } from "./join_flag_table.ts";

/** What the command line asks for. */
export type Request =
  | { kind: "help"; text: string }
  | { kind: "version" }
  /** `only`: the one phase of `join phase NAME`. */
  | { kind: "join"; only?: string; flags: JoinFlags };

export interface PhaseNames {
  readonly name: string;
  readonly summary: string;
}

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
  const program = build(phases, accept);
  for (const command of withAll(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => printed += text,
      writeErr: () => {},
      getOutHelpWidth: () => columns,
    });
  }
  try {
    program.parse([...args], { from: "user" });
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

function build(
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
      if (word !== undefined) throw unknown("command", word, ["join", "version"]);
      if (version) return accept({ kind: "version" });
      throw new JoinError("usage", "No command was given", {
        hint: "`kubeworker join --help` shows the way; `kubeworker --help` lists the commands",
      });
    });
  program.command("version").description("same as --version").allowExcessArguments(false).action(
    () => accept({ kind: "version" }),
  );
  const join = program.command("join")
    .description("Join this machine to a cluster as a worker node.")
    .argument("[HOST:PORT]", "address of the cluster's API server")
    .allowExcessArguments(false)
    .enablePositionalOptions()
    .addHelpText("after", phaseList(phases));
  addFlags(join, JOIN_FLAGS);
  join.action((endpoint: string | undefined, flags: JoinFlags) =>
    accept({ kind: "join", flags: { endpoint, ...flags } })
  );
  const alone = join.command("phase")
    .description("Run one phase of the join alone.")
    .enablePositionalOptions()
    .allowExcessArguments()
    .action((_options, command) => {
      const [word] = command.args;
      if (word !== undefined) throw unknown("phase", word, phases.map(({ name }) => name));
      throw new JoinError("usage", "No phase was named", {
        hint: `the phases are: ${phases.map(({ name }) => name).join(", ")}`,
      });
    });
  for (const phase of phases) {
    const command = alone.command(phase.name)
      .description(phase.summary)
      .argument("[HOST:PORT]", "address of the cluster's API server")
      .allowExcessArguments(false);
    addFlags(command, JOIN_FLAGS.filter((flag) => flag.alone));
    command.action((endpoint: string | undefined, flags: JoinFlags) =>
      accept({ kind: "join", only: phase.name, flags: { endpoint, ...flags } })
    );
  }
  return program;
}

function unknown(what: string, word: string, known: readonly string[]): JoinError {
  const near = nearest(word, known);
  const hint = near === undefined ? `there are: ${known.join(", ")}` : `did you mean "${near}"?`;
  return new JoinError("usage", `Unknown ${what} "${word}"`, { hint });
}

function addFlags(command: CommandUnknownOpts, flags: readonly FlagEntry[]): void {
  for (const { flags: names, help, list, keepsEmpty, choices, shownDefault } of flags) {
    const notes = [
      ...(choices === undefined ? [] : [choices.join("|")]),
      ...(shownDefault === undefined ? [] : [`default: ${shownDefault}`]),
    ];
    const text = notes.length === 0 ? help : `${help} (${notes.join("; ")})`;
    const option = new Option(names, text);
    if (list) option.argParser(keepsEmpty ? collectAll : collect);
    command.addOption(option);
  }
}

/** Repeated and comma-separated values alike, as kubeadm's lists. An empty text is no value. */
function collect(text: string, before: unknown): string[] {
  return collectAll(text, before).filter((value) => value !== "");
}

/** The same, but an empty text is an empty value: whoever passes one did not mean "none". */
function collectAll(text: string, before: unknown): string[] {
  const values = text.split(",").map((value) => value.trim());
  return [...(Array.isArray(before) ? before : []), ...values];
}

function phaseList(phases: readonly PhaseNames[]): string {
  const width = Math.max(...phases.map(({ name }) => name.length));
  const lines = phases.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `\nPhases, in order; \`kubeworker join phase NAME\` runs one alone:\n${
    lines.join("\n")
  }\n`;
}

function* withAll(command: CommandUnknownOpts): Generator<CommandUnknownOpts> {
  yield command;
  for (const child of command.commands) yield* withAll(child);
}

function toUsageError(error: CommanderError): JoinError {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = rest.join(" ").trim().replace(/^\(|\)$/g, "");
  const message = first.charAt(0).toUpperCase() + first.slice(1);
  return new JoinError("usage", message, suggestion === "" ? {} : { hint: suggestion });
}
