import { addFlags, type FlagEntry } from "../flag_entry.ts";
import type { StatusOptions } from "../status/status.ts";
import type { CommandEntry } from "./command.ts";

const FLAGS: readonly FlagEntry[] = [
  {
    flags: "--diff",
    help: "show line by line how the kubelet's configuration differs from the cluster's",
  },
  {
    flags: "--patches <directory>",
    help: "the patches that the node was joined with: they are no difference",
  },
  {
    flags: "--cri-socket <path>",
    help: "the container runtime's socket, where several answer",
  },
  {
    flags: "--root <directory>",
    help: "look at an image or a mounted disk in place of this machine",
  },
  {
    flags: "-o, --output <form>",
    help: "`json` prints one object",
    choices: ["text", "json"],
    shownDefault: "text",
  },
];

/** `status`: one look at a node. It changes nothing, on the machine or in the cluster. */
export const statusCommand: CommandEntry = {
  name: "status",
  add(program, accept) {
    const command = program.command("status")
      .description("Show whose node this machine is, whether it works, and why not.")
      .allowExcessArguments(false);
    addFlags(command, FLAGS);
    command.action((options: StatusOptions) =>
      accept({
        kind: "tool",
        run: async (tool) => {
          const { status } = await import("../status/status.ts");
          return await status(options, tool);
        },
      })
    );
  },
};
