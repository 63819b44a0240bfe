import type { CommandUnknownOpts } from "commander";
import { JoinError } from "../../engine/errors.ts";
import { addFlags, type FlagEntry, unknown } from "../flag_entry.ts";
import type { CheckOptions } from "../plugin/check.ts";
import type { ListOptions } from "../plugin/list.ts";
import type { NewOptions } from "../plugin/new.ts";
import type { TestOptions } from "../plugin/test.ts";
import type { ToolRun } from "../tool.ts";
import type { CommandEntry } from "./command.ts";

const OUTPUT: FlagEntry = {
  flags: "-o, --output <form>",
  help: "`json` is for programs",
  choices: ["text", "json"],
  shownDefault: "text",
};
const FILE = ["<FILE>", "a .ts or .js file, or an executable"] as const;

/** `plugin` and what belongs to it: for those who write discovery plugins, and those who list them. */
export const pluginCommand: CommandEntry = {
  name: "plugin",
  add(program, accept) {
    const plugin = program.command("plugin")
      .description("Write, test and list discovery plugins of your own.")
      .enablePositionalOptions()
      .allowExcessArguments();
    function acceptRun(run: ToolRun): void {
      accept({ kind: "tool", run });
    }
    for (const add of [addNew, addTest, addCheck, addList]) add(plugin, acceptRun);
    plugin.action((_options, command) => {
      const names = plugin.commands.map((child) => child.name());
      const [word] = command.args;
      if (word !== undefined) throw unknown("command of plugin", word, names);
      throw new JoinError("usage", "No command of plugin was given", {
        hint: `there are: ${names.join(", ")}`,
      });
    });
  },
};

type Add = (plugin: CommandUnknownOpts, accept: (run: ToolRun) => void) => void;

const addNew: Add = (plugin, accept) => {
  const command = plugin.command("new")
    .description("Begin a plugin: a file that works, and tests for it.")
    .allowExcessArguments(false)
    .argument("<NAME>", "a-z, 0-9 and '-'");
  addFlags(command, [
    {
      flags: "--kind <kind>",
      help: "a TypeScript file, or a program in any language",
      choices: ["ts", "executable"],
      shownDefault: "ts",
    },
    { flags: "--directory <dir>", help: "where to write it", shownDefault: "." },
  ]);
  command.action((name: string, options: Omit<NewOptions, "name">) =>
    accept(async (tool) => (await import("../plugin/new.ts")).create({ ...options, name }, tool))
  );
};

const addTest: Add = (plugin, accept) => {
  const command = plugin.command("test")
    .description("Run a plugin alone: the contract, the tests beside it, and what it proposes.")
    .allowExcessArguments(false)
    .argument(...FILE);
  addFlags(command, [
    {
      flags: "--section <key=value>",
      help: "an option of the plugin; YAML (repeat)",
      repeated: true,
    },
    { flags: "--grant <what>", help: "net=HOST[:PORT] or read=PATH (repeat)", repeated: true },
    { flags: "--vouch", help: "let it vouch for its source" },
    { flags: "--timeout <duration>", help: "for each time that it runs", shownDefault: "30s" },
    OUTPUT,
  ]);
  command.action((file: string, options: Omit<TestOptions, "file">) =>
    accept(async (tool) => (await import("../plugin/test.ts")).test({ ...options, file }, tool))
  );
};

const addCheck: Add = (plugin, accept) => {
  const command = plugin.command("check")
    .description("Look at a plugin, and print the lines that list it.")
    .allowExcessArguments(false)
    .argument(...FILE);
  addFlags(command, [OUTPUT]);
  command.action((file: string, options: Omit<CheckOptions, "file">) =>
    accept(async (tool) => (await import("../plugin/check.ts")).check({ ...options, file }, tool))
  );
};

const addList: Add = (plugin, accept) => {
  const command = plugin.command("list")
    .description("Show what is listed or lies there, and whether a join would take it.")
    .allowExcessArguments(false);
  addFlags(command, [
    {
      flags: "--plugin-dir <dir>",
      help: "where plugins lie",
      shownDefault: "/etc/kubeworker/plugins",
    },
    { flags: "--root <dir>", help: "a directory that stands for /" },
    OUTPUT,
  ]);
  command.action((options: ListOptions) =>
    accept(async (tool) => (await import("../plugin/list.ts")).list(options, tool))
  );
};
