import { addFlags, type FlagEntry } from "../flag_entry.ts";
import type { ReportOptions } from "../report/show.ts";
import type { CommandEntry } from "./command.ts";

const FLAGS: readonly FlagEntry[] = [
  {
    flags: "-o, --output <form>",
    help: "`json` prints the report as it is kept, `html` one page with a timeline",
    choices: ["text", "json", "html"],
    shownDefault: "text",
  },
  { flags: "--schema", help: "print the JSON Schema of a report" },
  {
    flags: "--root <directory>",
    help: "directory that stands for / (for tests and images)",
    shownDefault: "/",
  },
];

const NOTES = `
Each join leaves a report in /var/lib/kubeworker: report.json is the last one, report.1.json the one
before, and so on. They hold no secret.

Examples:
  kubeworker report
  kubeworker report -o html > join.html
  kubeworker report /var/lib/kubeworker/report.1.json
`;

/** `report`: what a join did, from the record that it left. */
export const reportCommand: CommandEntry = {
  name: "report",
  add(program, accept) {
    const command = program.command("report")
      .description("Show what the last join did: trust, requests, changes, times.")
      .allowExcessArguments(false)
      .argument("[FILE]", "a report; `-` for standard input (default: the machine's last)")
      .addHelpText("after", NOTES);
    addFlags(command, FLAGS);
    command.action((file: string | undefined, options: Omit<ReportOptions, "file">) =>
      accept({
        kind: "tool",
        run: async (tool) => {
          const { showReport } = await import("../report/show.ts");
          return await showReport({ ...options, file }, tool);
        },
      })
    );
  },
};
