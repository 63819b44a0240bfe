import type { JoinFlags } from "../../config/join_flags.ts";
import { addFlags, type FlagEntry } from "../flag_entry.ts";
import { JOIN_FLAGS } from "../join_flag_table.ts";
import type { CommandEntry } from "./command.ts";

/** Those of `join` that mean something before there is a cluster. */
const NAMES = [
  "config",
  "ca-cert-path",
  "ignore-preflight-errors",
  "fix",
  "cri-socket",
  "node-name",
  "discovery-file",
  "dry-run",
  "root",
  "output",
  "verbose",
];

const FLAGS: readonly FlagEntry[] = JOIN_FLAGS
  .map((entry) => ({ ...entry, name: /--([a-z-]+)/.exec(entry.flags)?.[1] ?? "" }))
  .filter(({ name }) => NAMES.includes(name))
  .map((entry) =>
    entry.name === "verbose"
      ? { ...entry, help: "list every check with its time, and show files too" }
      : entry
  );

const ADMINISTRATOR: FlagEntry = {
  flags: "--kubeconfig <file>",
  help: "an administrator's kubeconfig: look also whether a Node has this machine's identity",
};

const NOTES = `
It changes nothing, unless --fix names what it may mend: a check, several, or \`all\`.
Names are those of the report, in any case; docs/reference.md lists what can be mended.
\`--fix all --dry-run\` shows what that would change. Exit code 2: a check found an error.

Examples:
  kubeworker preflight
  kubeworker preflight 10.0.0.1:6443 -v
  kubeworker preflight 10.0.0.1:6443 --kubeconfig admin.conf
  kubeworker preflight --fix Swap,FileContent--proc-sys-net-ipv4-ip_forward
`;

type Given = JoinFlags & { kubeconfig?: string };

/** `preflight`: the checks of a join, before there is any cluster. */
export const preflightCommand: CommandEntry = {
  name: "preflight",
  add(program, accept) {
    const command = program.command("preflight")
      .description("Check whether this machine can become a node.")
      .argument(
        "[HOST:PORT...]",
        "addresses of the cluster's API servers, to check the way to them",
      )
      .addHelpText("after", NOTES);
    addFlags(command, [...FLAGS, ADMINISTRATOR]);
    command.action((endpoints: string[], { kubeconfig, ...given }: Given) => {
      // Who may approve may also look.
      const flags = { ...given, endpoints, approveWith: kubeconfig };
      accept({ kind: "join", only: "preflight", report: "checks", flags });
    });
  },
};
