import type { CommandUnknownOpts } from "commander";
import { JoinError } from "../../engine/errors.ts";
import type { MigrateOptions } from "../config/migrate.ts";
import type { ValidateOptions } from "../config/validate.ts";
import type { ViewOptions } from "../config/view.ts";
import { addFlags, type FlagEntry, unknown } from "../flag_entry.ts";
import { JOIN_FLAGS } from "../join_flag_table.ts";
import type { ToolRun } from "../tool.ts";
import type { CommandEntry } from "./command.ts";
import { addPrint, addPrintDefault } from "./config_print.ts";

const OUTPUT: FlagEntry = {
  flags: "-o, --output <form>",
  help: "`json` prints one object a line",
  choices: ["text", "json"],
  shownDefault: "text",
};
const FILE = ["<FILE>", "a configuration file; `-` for standard input"] as const;

/** Flags of `join` that `view` puts over the file. */
const OVER = JOIN_FLAGS.filter(({ flags }) =>
  !/--(config|strict-kubeadm|output|verbose)\b/.test(flags)
);

/** `config` and what belongs to it: files for `join --config`. */
export const configCommand: CommandEntry = {
  name: "config",
  add(program, accept) {
    const config = program.command("config")
      .description("Write, check and migrate files for `join --config`.")
      .enablePositionalOptions()
      .allowExcessArguments();
    function acceptRun(run: ToolRun): void {
      accept({ kind: "tool", run });
    }
    for (const add of [addPrintDefault, addPrint, addValidate, addMigrate, addView, addSchema]) {
      add(config, acceptRun);
    }
    config.action((_options, command) => {
      const names = config.commands.map((child) => child.name());
      const [word] = command.args;
      if (word !== undefined) throw unknown("command of config", word, names);
      throw new JoinError("usage", "No command of config was given", {
        hint: `there are: ${names.join(", ")}`,
      });
    });
  },
};

type Add = (config: CommandUnknownOpts, accept: (run: ToolRun) => void) => void;

const addValidate: Add = (config, accept) => {
  const command = config.command("validate")
    .description("Say whether a join would take a file, and what it would ignore.")
    .allowExcessArguments(false)
    .argument(...FILE);
  addFlags(command, [OUTPUT]);
  command.action((file: string, options: Omit<ValidateOptions, "file">) =>
    accept(async (tool) =>
      (await import("../config/validate.ts")).validate({ ...options, file }, tool)
    )
  );
};

const addMigrate: Add = (config, accept) => {
  const command = config.command("migrate")
    .description("Rewrite a JoinConfiguration for a newer version; comments stay.")
    .allowExcessArguments(false)
    .requiredOption("--old-config <file>", "the file to migrate; `-` for standard input");
  addFlags(command, [
    { flags: "--new-config <file>", help: "where to write", shownDefault: "standard output" },
    { flags: "--to <version>", help: "the version to write", shownDefault: "v1beta4" },
  ]);
  command.action((options: MigrateOptions) =>
    accept(async (tool) => (await import("../config/migrate.ts")).migrateFile(options, tool))
  );
};

const addView: Add = (config, accept) => {
  const command = config.command("view")
    .description("Show each value of a file with its line, without secrets.")
    .allowExcessArguments(false)
    .argument(...FILE);
  addFlags(command, [
    { flags: "--effective", help: "show what a join would go by: flags, file and defaults" },
    OUTPUT,
    ...OVER,
  ]);
  command.action((file: string, options: Omit<ViewOptions, "file">) =>
    accept(async (tool) => (await import("../config/view.ts")).view({ ...options, file }, tool))
  );
};

const addSchema: Add = (config, accept) => {
  config.command("schema")
    .description("Print the JSON Schema of a version, for editors.")
    .allowExcessArguments(false)
    .argument(
      "[VERSION]",
      "a version of JoinConfiguration (default: v1beta4), or kubeworker.dev/v1alpha1 for WorkerConfiguration",
    )
    .action((version: string | undefined) =>
      accept(async (tool) => (await import("../config/schema.ts")).schema(version, tool))
    );
};
