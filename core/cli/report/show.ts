import { JoinError } from "../../engine/errors.ts";
import { REPORT_PATH } from "../../report/place.ts";
import { printable } from "../redact.ts";
import { jsonLine } from "../json_line.ts";
import type { Tool } from "../tool.ts";

/** A report of a join that waited for days has some megabytes at most. */
const MOST_BYTES = 16 << 20;
/** Longer lines are hard to read. */
const WIDEST = 120;

export interface ReportOptions {
  /** In place of the machine's last one; `-` is standard input. */
  readonly file?: string | undefined;
  readonly root?: string | undefined;
  readonly output?: string | undefined;
  readonly schema?: boolean | undefined;
}

/** Prints the record of a join. @throws JoinError `usage`, `report-missing`, `report-malformed`, `input-unreadable` */
export async function showReport(options: ReportOptions, tool: Tool): Promise<number> {
  const { terminal } = tool;
  const { output = "text" } = options;
  if (!["text", "json", "html"].includes(output)) {
    throw new JoinError("usage", `Cannot use "${output}" for --output`, {
      hint: "there are: text, json, html",
    });
  }
  const { parseReport, reportSchema } = await import("../../report/form.ts");
  if (options.schema) {
    terminal.out(`${JSON.stringify(reportSchema(), undefined, 2)}\n`);
    return 0;
  }
  const { text, from } = await read(options, tool);
  const report = parseReport(text, from);
  if (output === "json") terminal.out(jsonLine(report));
  else if (output === "html") {
    const { reportPage } = await import("./html/page.ts");
    terminal.out(reportPage(report));
  } else {
    const { reportLines } = await import("./text.ts");
    const lines = reportLines(report, Math.min(terminal.columns, WIDEST));
    terminal.out(`${lines.map(printable).join("\n")}\n`);
  }
  return 0;
}

async function read(
  { file, root = "/" }: ReportOptions,
  { terminal, openHost }: Tool,
): Promise<{ text: string; from: string }> {
  if (file !== undefined) {
    const bytes = await terminal.readInput(file, MOST_BYTES);
    const from = file === "-" ? "standard input" : `"${file}"`;
    return { text: new TextDecoder().decode(bytes), from };
  }
  using host = await openHost({ root });
  const text = await host.files.read(REPORT_PATH);
  if (text !== undefined) return { text, from: REPORT_PATH };
  throw new JoinError("report-missing", `There is no ${REPORT_PATH}`);
}
