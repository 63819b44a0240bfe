import { parseCommandLine } from "../../core/cli/command_line.ts";
import type { Request } from "../../core/cli/commands/command.ts";
import { readJoinOptions } from "../../core/config/join_options.ts";
import { phases } from "../../phases/manifest.ts";
import { plugins } from "../../plugins/manifest.ts";

/**
 * Reads a command line as it stands in a document: `kubeworker …`, with whatever directory before it, and
 * perhaps a comment behind it. What the program would refuse is an error.
 */
export function readWrittenCommand(line: string): Request {
  const [program = "", ...args] = splitWords(line.replace(/\s+#.*$/, ""));
  if (!/(^|\/)kubeworker$/.test(program)) throw new TypeError(`Not kubeworker's: "${line}"`);
  const request = parseCommandLine(args, phases, 80);
  if (request.kind !== "join") return request;
  readJoinOptions(request.flags, "machine");
  for (const plugin of plugins) plugin.fromFlags(request.flags);
  return request;
}

/** Splits a line into words as a shell does, without anything that would be expanded. */
export function splitWords(line: string): string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/["']/g, ""));
}

/** The blocks of code in a Markdown text, as lines; lines that are continued are one. */
export function* codeLines(markdown: string, language?: string): Generator<string> {
  for (const [, name = "", code = ""] of markdown.matchAll(/^```(\w*)\n([^]*?)^```$/gm)) {
    if (language !== undefined && name !== language) continue;
    yield* code.replace(/\\\n\s*/g, " ").split("\n").map((line) => line.trim())
      .filter((line) => line !== "");
  }
}
