import type { CommandUnknownOpts } from "commander";
import { JoinError } from "../../engine/errors.ts";
import type { PrintDefaultOptions } from "../config/print_default.ts";
import { addFlags, type FlagEntry, unknown } from "../flag_entry.ts";
import type { ToolRun } from "../tool.ts";

const VERSION: FlagEntry = {
  flags: "--api-version <version>",
  help: "a version of JoinConfiguration",
  shownDefault: "v1beta4",
};

/** `config print-default`, as kubeadm 1.12 has it. */
export function addPrintDefault(config: CommandUnknownOpts, accept: (run: ToolRun) => void): void {
  const command = config.command("print-default")
    .alias("print-defaults")
    .description("Print a JoinConfiguration with all defaults.")
    .allowExcessArguments(false);
  addFlags(command, [
    { flags: "--api-objects <kinds>", help: "JoinConfiguration is the only one", list: true },
    VERSION,
  ]);
  command.action((options: PrintDefaultOptions) =>
    accept(async (tool) => (await import("../config/print_default.ts")).printDefault(options, tool))
  );
}

/** What kubeadm prints beside, for machines that are no workers. */
const OTHERS = ["init-defaults", "reset-defaults", "upgrade-defaults"];
const JOIN_DEFAULTS = "join-defaults";

/** `config print join-defaults`, as kubeadm has it since 1.13. */
export function addPrint(config: CommandUnknownOpts, accept: (run: ToolRun) => void): void {
  const print = config.command("print")
    .description("Print defaults: `config print join-defaults` is `config print-default`.")
    .enablePositionalOptions()
    .allowExcessArguments()
    .action((_options, { args: [word] }) => {
      if (word === undefined) {
        throw new JoinError("usage", "No command of config print was given", {
          hint: `there is: ${JOIN_DEFAULTS}`,
        });
      }
      if (!OTHERS.includes(word)) throw unknown("command of config print", word, [JOIN_DEFAULTS]);
      throw new JoinError("usage", `There is no "${word}" here: this tool joins workers`, {
        hint: `type ${JOIN_DEFAULTS}, or \`kubeadm config print ${word}\``,
      });
    });
  const defaults = print.command(JOIN_DEFAULTS)
    .description("Print a JoinConfiguration with all defaults.")
    .allowExcessArguments(false);
  addFlags(defaults, [
    {
      flags: "--component-configs <kinds>",
      help: "refused: the kubelet's configuration is the cluster's",
      list: true,
    },
    VERSION,
  ]);
  defaults.action(({ componentConfigs, ...options }: ComponentOptions) => {
    const [kind] = componentConfigs ?? [];
    if (kind !== undefined) {
      throw new JoinError("usage", `Cannot print "${kind}": a worker gets it from the cluster`, {
        hint: "`kubectl -n kube-system get cm kubelet-config -o yaml` shows the cluster's",
      });
    }
    accept(async (tool) =>
      (await import("../config/print_default.ts")).printDefault(options, tool)
    );
  });
}

interface ComponentOptions extends PrintDefaultOptions {
  readonly componentConfigs?: readonly string[] | undefined;
}
