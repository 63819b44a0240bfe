import type { CommandUnknownOpts } from "commander";
import { JoinError } from "../../engine/errors.ts";
import { addFlags, type FlagEntry, unknown } from "../flag_entry.ts";
import type { CreateFlags } from "../token/create.ts";
import type { DeleteFlags } from "../token/delete.ts";
import type { ListFlags } from "../token/list.ts";
import type { ToolRun } from "../tool.ts";
import type { CommandEntry } from "./command.ts";

const ADMINISTRATOR: readonly FlagEntry[] = [
  {
    flags: "--kubeconfig <file>",
    help: "of an administrator",
    shownDefault: "/etc/kubernetes/admin.conf",
  },
  {
    flags: "--allow-exec <command>",
    help: "credential plugin of the kubeconfig that may be run",
  },
];
const OUTPUT: FlagEntry = {
  flags: "-o, --output <form>",
  help: "`json` prints one object a line",
  choices: ["text", "json", "yaml"],
  shownDefault: "text",
};

/** `token` and what belongs to it: bootstrap tokens, for administrators. */
export const tokenCommand: CommandEntry = {
  name: "token",
  add(program, accept) {
    const token = program.command("token")
      .description("Make, list and delete bootstrap tokens, as an administrator.")
      .enablePositionalOptions()
      .allowExcessArguments();
    function acceptRun(run: ToolRun): void {
      accept({ kind: "tool", run });
    }
    for (const add of [addGenerate, addCreate, addList, addDelete]) add(token, acceptRun);
    token.action((_options, command) => {
      const names = token.commands.map((child) => child.name());
      const [word] = command.args;
      if (word !== undefined) throw unknown("command of token", word, names);
      throw new JoinError("usage", "No command of token was given", {
        hint: `there are: ${names.join(", ")}`,
      });
    });
  },
};

type Add = (token: CommandUnknownOpts, accept: (run: ToolRun) => void) => void;

const addGenerate: Add = (token, accept) => {
  token.command("generate")
    .description("Print a new token; no cluster knows it yet.")
    .allowExcessArguments(false)
    .action(() => accept(async (tool) => (await import("../token/generate.ts")).generate(tool)));
};

const CREATE_NOTES = `
A token in the arguments can be seen in the process list; without one, a new one is made.
--for-node is a mark for people, in the description and an annotation: it fences nobody. Whoever
has the token may ask for a certificate of any node that is not Ready.

Examples:
  kubeworker token create --print-join-command
  kubeworker token create --ttl 1h --for-node worker-3 --print-join-command=both
`;

const addCreate: Add = (token, accept) => {
  const command = token.command("create")
    .description("Put a token into the cluster, and print it.")
    .allowExcessArguments(false)
    .argument("[TOKEN]", "ID.SECRET; `-` reads it from standard input")
    .addHelpText("after", CREATE_NOTES);
  addFlags(command, [
    ...ADMINISTRATOR,
    {
      flags: "--ttl <duration>",
      help: "how long it is good; 0 keeps it until it is deleted",
      shownDefault: "24h",
    },
    {
      flags: "--usages <usages>",
      help: "what it is good for (repeat)",
      list: true,
      shownDefault: "signing,authentication",
    },
    {
      flags: "--groups <groups>",
      help: "of who shows it; each begins with system:bootstrappers: (repeat)",
      list: true,
      shownDefault: "system:bootstrappers:kubeadm:default-node-token",
    },
    { flags: "--description <text>", help: "for people" },
    { flags: "--for-node <name>", help: "the node that it is meant for: a mark, not a fence" },
    {
      flags: "--print-join-command [tool]",
      help: "print the command that joins by it, with all pins",
      choices: ["kubeworker", "kubeadm", "both"],
      shownDefault: "kubeworker",
    },
    OUTPUT,
  ]);
  command.action((text: string | undefined, flags: Omit<CreateFlags, "token">) =>
    accept(async (tool) =>
      (await import("../token/create.ts")).create({ ...flags, token: text }, tool)
    )
  );
};

const LIST_NOTES = `
Unlike \`kubeadm token list\` it shows ids alone: who sees a whole token may join by it. With
--show-secrets it shows them. Where no terminal is written to, a token is one line.
`;

const addList: Add = (token, accept) => {
  const command = token.command("list")
    .description("Show the cluster's tokens, without their secrets.")
    .allowExcessArguments(false)
    .addHelpText("after", LIST_NOTES);
  addFlags(command, [
    ...ADMINISTRATOR,
    { flags: "--show-secrets", help: "show whole tokens: whoever sees one may join" },
    OUTPUT,
  ]);
  command.action((flags: ListFlags) =>
    accept(async (tool) => (await import("../token/list.ts")).list(flags, tool))
  );
};

const addDelete: Add = (token, accept) => {
  const command = token.command("delete")
    .description("Take tokens out of the cluster.")
    .argument("<ID...>", "ids, or whole tokens");
  addFlags(command, [...ADMINISTRATOR, { ...OUTPUT, choices: ["text", "json"] }]);
  command.action((tokens: string[], flags: Omit<DeleteFlags, "tokens">) =>
    accept(async (tool) =>
      (await import("../token/delete.ts")).deleteTokens({ ...flags, tokens }, tool)
    )
  );
};
