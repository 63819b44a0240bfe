import { addFlags, type FlagEntry } from "../flag_entry.ts";
import type { InspectOptions } from "../inspect/inspect.ts";
import type { CommandEntry } from "./command.ts";

const FLAGS: readonly FlagEntry[] = [
  {
    flags: "--token <id.secret>",
    help: "bootstrap token to check the signature of cluster-info with; it is not sent",
  },
  {
    flags: "--timeout <duration>",
    help: "for everything together",
    shownDefault: "10s",
  },
  {
    flags: "-o, --output <form>",
    help: "`json` prints one object",
    choices: ["text", "json"],
    shownDefault: "text",
  },
];

/** `inspect`: sends no credential, and believes nothing. */
export const inspectCommand: CommandEntry = {
  name: "inspect",
  add(program, accept) {
    const command = program.command("inspect")
      .description("Show what a server presents, and whether a node could join there.")
      .allowExcessArguments(false)
      .argument("[HOST:PORT]", "address of the API server");
    addFlags(command, FLAGS);
    command.action((endpoint: string | undefined, options: InspectOptions) =>
      accept({
        kind: "tool",
        run: async (tool) => {
          const { inspect } = await import("../inspect/inspect.ts");
          return await inspect({ ...options, endpoint }, tool);
        },
      })
    );
  },
};
