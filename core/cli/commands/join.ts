import type { CommandUnknownOpts } from "commander";
import type { JoinFlags } from "../../config/join_flags.ts";
import { JoinError } from "../../engine/errors.ts";
import { addFlags, unknown } from "../flag_entry.ts";
import { JOIN_FLAGS } from "../join_flag_table.ts";
import type { CommandEntry, PhaseNames } from "./command.ts";

const ENDPOINTS = ["[HOST:PORT...]", "addresses of the cluster's API servers"] as const;

/** `join`, and each of its phases alone. */
export const joinCommand: CommandEntry = {
  name: "join",
  add(program, accept, phases) {
    const join = program.command("join")
      .description("Join this machine to a cluster as a worker node.")
      .argument(...ENDPOINTS)
      .enablePositionalOptions()
      .addHelpText("after", phaseList(phases));
    addFlags(join, JOIN_FLAGS);
    join.action((endpoints: string[], flags: JoinFlags) =>
      accept({ kind: "join", flags: { ...flags, endpoints } })
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
    for (const phase of phases) addPhase(alone, phase, accept);
  },
};

function addPhase(
  alone: CommandUnknownOpts,
  phase: PhaseNames,
  accept: Parameters<CommandEntry["add"]>[1],
): void {
  const command = alone.command(phase.name)
    .description(phase.summary)
    .argument(...ENDPOINTS);
  addFlags(command, JOIN_FLAGS.filter((flag) => flag.alone));
  command.action((endpoints: string[], flags: JoinFlags) =>
    accept({ kind: "join", only: phase.name, flags: { ...flags, endpoints } })
  );
}

function phaseList(phases: readonly PhaseNames[]): string {
  const width = Math.max(...phases.map(({ name }) => name.length));
  const lines = phases.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `\nPhases, in order; \`kubeworker join phase NAME\` runs one alone:\n${
    lines.join("\n")
  }\n`;
}
