import { PLUGIN_NAME } from "../../config/worker_configuration_form.ts";
import { JoinError } from "../../engine/errors.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";
import { EXECUTABLE_CASES, EXECUTABLE_SKELETON } from "./executable_skeleton.ts";
import { FILE_CASES, FILE_SKELETON } from "./file_skeleton.ts";

export interface NewOptions {
  readonly name: string;
  readonly kind?: string | undefined;
  readonly directory?: string | undefined;
}

/**
 * Begins a plugin: its file and tests for it, both of which work as they are. Nothing is written over.
 *
 * @throws JoinError `usage`, `file-failed`
 */
export async function create(
  { name, kind = "ts", directory = "." }: NewOptions,
  tool: Tool,
): Promise<number> {
  if (!PLUGIN_NAME.test(name)) {
    throw new JoinError("usage", `Cannot use "${name}" as a plugin's name`, {
      hint: "a name is of a-z, 0-9 and '-', at most 63 characters, as in dns-srv",
    });
  }
  if (tool.builtInPlugins.includes(name)) {
    throw new JoinError("usage", `Cannot use "${name}" as a plugin's name: a built-in one has it`, {
      hint: `the built-in ones are: ${tool.builtInPlugins.join(", ")}; choose another name`,
    });
  }
  if (kind !== "ts" && kind !== "executable") {
    throw new JoinError("usage", `Cannot use "${kind}" for --kind`, {
      hint: "there are: ts, executable",
    });
  }
  using host = await tool.openHost();
  const folder = host.drafts.absolute(directory).replace(/\/$/, "");
  const path = kind === "ts" ? `${folder}/${name}.ts` : `${folder}/${name}`;
  const tests = `${folder}/${name}.cases.yaml`;
  for (const there of [path, tests]) {
    if (await host.files.stat(there) === undefined) continue;
    throw new JoinError("file-failed", `Cannot write ${there}: it is there already`, {
      hint: "choose another name or --directory; nothing was written",
    });
  }
  const [text, cases, mode] = kind === "ts"
    ? [FILE_SKELETON, FILE_CASES, 0o644]
    : [EXECUTABLE_SKELETON, EXECUTABLE_CASES, 0o755];
  await host.drafts.create(path, text.replaceAll("NAME", name), mode);
  await host.drafts.create(tests, cases, 0o644);
  const lines = [
    `wrote ${path}`,
    `wrote ${tests}`,
    "",
    `  kubeworker plugin test ${path}    runs both`,
    `  kubeworker plugin check ${path}   prints the lines that list it`,
    "",
  ];
  tool.terminal.out(lines.map(printable).join("\n"));
  return 0;
}
