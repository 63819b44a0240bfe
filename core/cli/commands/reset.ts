import { addFlags, type FlagEntry } from "../flag_entry.ts";
import type { CommandEntry, ResetFlags } from "./command.ts";

const FLAGS: readonly FlagEntry[] = [
  { flags: "--dry-run", help: "look and show, change nothing" },
  {
    flags: "--force",
    help: "also remove or put back what somebody else has changed since",
  },
  {
    flags: "--delete-node <kubeconfig>",
    help: "delete this machine's Node with an administrator's kubeconfig",
  },
  {
    flags: "--cri-socket <path>",
    help: "a container runtime's socket beside the known ones",
  },
  {
    flags: "--root <directory>",
    help: "directory that stands for / (for tests and images)",
    shownDefault: "/",
  },
  {
    flags: "-o, --output <form>",
    help: "`json` prints one object per event, the last one the result",
    choices: ["text", "json"],
    shownDefault: "text",
  },
];

const NOTES = `
It goes back by the journal of kubeworker, newest change first: what kubeworker wrote is removed,
what it replaced is put back, settings of the kernel and of services are undone. The kubelet is
stopped, and the pods of this machine end. Without a journal it does what \`kubeadm reset\` does
for a worker. It asks nothing; \`--dry-run\` shows everything before.

Not touched: CNI configuration, rules of iptables, nftables and IPVS, images.

Examples:
  kubeworker reset --dry-run
  kubeworker reset --delete-node admin.conf
`;

/** `reset`: the way back from a join. */
export const resetCommand: CommandEntry = {
  name: "reset",
  add(program, accept) {
    const command = program.command("reset")
      .description("Take this machine back to what it was before a join.")
      .allowExcessArguments(false)
      .addHelpText("after", NOTES);
    addFlags(command, FLAGS);
    command.action((flags: ResetFlags) => accept({ kind: "reset", flags }));
  },
};
