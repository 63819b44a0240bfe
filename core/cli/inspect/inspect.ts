import { parseDuration } from "../../config/duration.ts";
import { parseEndpoint } from "../../config/endpoint.ts";
import { JoinError } from "../../engine/errors.ts";
import { parseBootstrapToken } from "../../trust/bootstrap_token.ts";
import { jsonLine } from "../json_line.ts";
import { readOutputForm } from "../output_form.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";
import { investigate } from "./investigate.ts";
import { renderFindings } from "./render.ts";

export interface InspectOptions {
  readonly endpoint?: string | undefined;
  /** `ID.SECRET`: its secret stays here, to compare the signature with. */
  readonly token?: string | undefined;
  /** In Go's form; 10 s unless given. */
  readonly timeout?: string | undefined;
  readonly output?: string | undefined;
}

/**
 * Shows what a server presents. Whatever it is, when something answers that is a result: exit code 0.
 *
 * @throws JoinError `usage`, `endpoint-…`, `token-malformed`, `timeout-malformed`, `server-…`
 */
export async function inspect(options: InspectOptions, tool: Tool): Promise<number> {
  const { terminal, signal } = tool;
  const form = readOutputForm(options.output);
  if (options.endpoint === undefined) {
    throw new JoinError("endpoint-missing", "No server was named", {
      hint: "name it as HOST:PORT, for example `kubeworker inspect 10.0.0.1:6443`",
    });
  }
  const question = {
    endpoint: parseEndpoint(options.endpoint),
    token: options.token === undefined ? undefined : parseBootstrapToken(options.token, "--token"),
    timeoutMs: readTimeout(options.timeout ?? "10s"),
    signal,
  };
  using host = await tool.openHost();
  const findings = await investigate(question, host);
  if (form === "json") terminal.out(jsonLine(findings));
  else {
    const lines = renderFindings(findings, Math.min(terminal.columns, WIDEST));
    terminal.out(`${lines.map(printable).join("\n")}\n`);
  }
  return 0;
}

/** Longer lines are hard to read. */
const WIDEST = 120;

function readTimeout(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new JoinError("timeout-malformed", `Cannot use "${text}" for --timeout`, {
    hint: "write a duration as Go does: 10s, 500ms or 1m30s",
  });
}
