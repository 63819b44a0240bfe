import { addFlags, type FlagEntry } from "../flag_entry.ts";
import type { PinOptions } from "../pin/pin.ts";
import type { CommandEntry } from "./command.ts";

const FLAGS: readonly FlagEntry[] = [
  {
    flags: "-o, --output <form>",
    help: "`json` prints one object per certificate",
    choices: ["text", "json"],
    shownDefault: "text",
  },
];

/** `pin`: needs no network and no root. */
export const pinCommand: CommandEntry = {
  name: "pin",
  add(program, accept) {
    const command = program.command("pin")
      .description("Print the pins of certificates, as `join` takes them.")
      .allowExcessArguments(false)
      .argument(
        "[FILE]",
        "PEM, DER or kubeconfig; `-` for standard input (default: /etc/kubernetes/pki/ca.crt)",
      );
    addFlags(command, FLAGS);
    command.action((file: string | undefined, options: PinOptions) =>
      accept({
        kind: "tool",
        run: async (tool) => {
          const { pin } = await import("../pin/pin.ts");
          return await pin({ ...options, file }, tool);
        },
      })
    );
  },
};
