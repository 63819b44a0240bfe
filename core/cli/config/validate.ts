import { showFinding } from "../../config/source/finding.ts";
import { refuseFindings } from "../../config/source/refusal.ts";
import { jsonLine } from "../json_line.ts";
import { readOutputForm } from "../output_form.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";
import { readConfigSource } from "./config_source.ts";

export interface ValidateOptions {
  /** A path, or `-`. */
  readonly file: string;
  readonly output?: string | undefined;
}

/**
 * Says whether a join would take a file: everything that is wrong or ignored, a line each, on standard error;
 * or JSON objects on standard output.
 *
 * @throws JoinError `input-unreadable`, `config-invalid`, `config-unsupported`
 */
export async function validate(
  { file, output }: ValidateOptions,
  { terminal, signal }: Tool,
): Promise<number> {
  const form = readOutputForm(output);
  const { readInput } = terminal;
  const { name, findings, join } = await readConfigSource(file, { readInput, signal }, {
    alone: true,
  });
  // One alone is the error's own message.
  const several = findings.filter(({ level }) => level !== "warning").length > 1;
  for (const finding of findings) {
    const { level, at, path, text } = finding;
    if (form === "json") terminal.out(jsonLine({ level, file: name, ...at, path, text }));
    else if (several || level === "warning") {
      terminal.err(`${level}: ${printable(showFinding(name, finding))}\n`);
    }
  }
  refuseFindings(name, findings, { seen: true });
  if (form === "text") {
    terminal.out(`ok: ${printable(name)} (${join?.version ?? "WorkerConfiguration"})\n`);
  }
  return 0;
}
