import type { CommandEntry } from "./command.ts";
import { completionCommand } from "./completion.ts";
import { configCommand } from "./config.ts";
import { helpCommand } from "./help.ts";
import { inspectCommand } from "./inspect.ts";
import { joinCommand } from "./join.ts";
import { pinCommand } from "./pin.ts";
import { pluginCommand } from "./plugin.ts";
import { preflightCommand } from "./preflight.ts";
import { reportCommand } from "./report.ts";
import { resetCommand } from "./reset.ts";
import { statusCommand } from "./status.ts";
import { tokenCommand } from "./token.ts";
import { versionCommand } from "./version.ts";

/** The commands, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  joinCommand,
  preflightCommand,
  statusCommand,
  resetCommand,
  reportCommand,
  tokenCommand,
  configCommand,
  pinCommand,
  inspectCommand,
  pluginCommand,
  completionCommand,
  versionCommand,
  helpCommand,
];
