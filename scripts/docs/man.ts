import { formatDuration } from "../../core/config/duration.ts";
import { TIMEOUTS } from "../../core/config/timeouts.ts";
import { EXIT_CODES } from "../../core/engine/error_codes.ts";
import { buildProgram } from "../../core/cli/command_line.ts";
import type { PhaseNames } from "../../core/cli/commands/command.ts";
import { argumentsOf, leaves, nameOf } from "./commands.ts";
import { filled, macros, roff } from "./roff.ts";

/** Of the last change to what is said here by hand; the rest is as old as the program. */
const DATE = "2026-11-24";

const DESCRIPTION =
  `It does what \`kubeadm join\` does for workers, on clusters of kubeadm's kind. It trusts the pinned CA and nothing
beside it, keeps the bootstrap token in memory, and says what to type when something is wrong.`;

const FLAG_FORMS =
  `Flags are written as kubeadm takes them: \`--flag value\` or \`--flag=value\`; lists are repeated or separated by
commas. A flag without a value may be followed by \`=true\` or \`=false\`. \`-v=N\` is \`-v\` for every N above 0.`;

const FILES: readonly (readonly [path: string, means: string])[] = [
  ["/etc/kubeworker/config.yaml", "configuration of this machine; every flag wins over it"],
  ["/etc/kubeworker/plugins", "discovery plugins of your own"],
  [
    "/var/lib/kubeworker",
    "the lock, and the journal of what was changed; `kubeworker reset` goes back by it",
  ],
];

const ENVIRONMENT: readonly (readonly [name: string, means: string])[] = [
  ["KUBEWORKER_TOKEN", "bootstrap token, where no flag gives one"],
  ["HTTPS_PROXY, NO_PROXY", "as Go reads them"],
];

const EXAMPLES = `kubeworker preflight 10.0.0.1:6443
kubeworker join 10.0.0.1:6443 --token-file FILE --discovery-token-ca-cert-hash sha256:HEX
kubeworker reset --dry-run`;

/** docs/kubeworker.1, in man(7), out of the tables that the help is made of. */
export function manPage(phases: readonly PhaseNames[], version: string): string {
  const program = buildProgram(phases, () => {});
  const all = program.commands.flatMap((command) => [...leaves(command, [program.name()])]);
  const lines = [
    `.\\" Made by \`deno task docs\` from the program's own tables. Changes here are lost.`,
    `.TH KUBEWORKER 1 ${DATE} "kubeworker ${version}" "kubeworker"`,
    macros.section("Name"),
    "kubeworker \\- join this machine to a Kubernetes cluster as a worker",
    macros.section("Synopsis"),
    ...all.map(({ path, command }, index) => {
      const flags = command.options.length === 0 ? [] : ["[flags]"];
      const rest = [...path.slice(1), ...argumentsOf(command), ...flags];
      return `${index === 0 ? "" : ".br\n"}\\fBkubeworker\\fR ${roff(rest.join(" "))}`;
    }),
    macros.section("Description"),
    filled(DESCRIPTION),
    macros.section("Commands"),
    ...all.flatMap(({ path, command }) => [
      macros.subsection([...path.slice(1), ...argumentsOf(command)].join(" ")),
      filled(command.description()),
      ...command.registeredArguments.map((one) => macros.tagged(nameOf(one), one.description)),
      ...(path.at(-1) === "NAME"
        ? [`.P\n${filled("It takes the flags of `join` that mean something to a phase alone.")}`]
        : command.options.map(({ flags, description }) => macros.tagged(flags, description))),
    ]),
    macros.section("Flags"),
    filled(FLAG_FORMS),
    macros.section("Phases"),
    filled("They run in this order; `--skip-phases` leaves some out."),
    ...phases.map(({ name, summary }) => macros.tagged(name, summary)),
    macros.section("Timeouts"),
    filled("The names of `--timeout`, with what they are without it."),
    ...Object.entries(TIMEOUTS).map(([name, { means, ms }]) =>
      macros.tagged(`${name}=${formatDuration(ms)}`, means)
    ),
    macros.section("Environment"),
    ...ENVIRONMENT.map(([name, means]) => macros.tagged(name, means)),
    macros.section("Files"),
    ...FILES.map(([path, means]) => macros.tagged(path, means)),
    macros.section("Exit status"),
    ...Object.entries(EXIT_CODES).map(([code, means]) => macros.tagged(code, means)),
    macros.section("Examples"),
    macros.example(EXAMPLES),
    macros.section("See also"),
    "\\fBkubeadm\\fR(1), \\fBkubelet\\fR(1)",
  ];
  return `${lines.join("\n")}\n`;
}
