import { parseDuration } from "../../config/duration.ts";
import { examine, type Finding } from "../../discovery/user/conformance.ts";
import { readSection } from "../../discovery/user/section.ts";
import { ERROR_CODES } from "../../engine/error_codes.ts";
import { JoinError } from "../../engine/errors.ts";
import { jsonLine } from "../json_line.ts";
import { readOutputForm } from "../output_form.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";
import { casesPath, type PluginCase, readCases } from "./cases.ts";
import { readGrants } from "./grants.ts";
import { openFile, TRIAL } from "./open_file.ts";
import { runCase } from "./run_cases.ts";
import { showProposal } from "./show_proposal.ts";

export interface TestOptions {
  readonly file: string;
  readonly section?: readonly string[] | undefined;
  readonly grant?: readonly string[] | undefined;
  readonly vouch?: boolean | undefined;
  readonly timeout?: string | undefined;
  readonly output?: string | undefined;
}

/**
 * Runs a plugin alone: whether it keeps the contract, the tests beside it, and what it proposes, or why it
 * proposes nothing. Without options for it, the section and the grants of one of its tests are used.
 *
 * @returns 0 if all went well, else the exit code of what went wrong first
 * @throws JoinError `usage`, `plugin-unlisted`, `plugin-unsafe`, `plugin-unconfined`
 */
export async function test(options: TestOptions, tool: Tool): Promise<number> {
  const form = readOutputForm(options.output);
  const given = options.section !== undefined || options.grant !== undefined || options.vouch;
  const section = readSection(options.section ?? [], {});
  const granted = readGrants(options.grant ?? [], options.vouch ?? false);
  const timeoutMs = readTimeout(options.timeout);
  using host = await tool.openHost();
  const file = await openFile(options.file, host, { ...tool, timeoutMs });
  const beside = casesPath(file.path);
  const text = await host.files.read(beside);
  const cases = text === undefined ? [] : readCases(text, beside);
  const typical = given ? undefined : typicalOf(cases);
  const { findings, metadata, proposal, refusal } = await examine({
    section: typical?.section ?? section,
    granted: typical?.grant ?? granted,
    timeoutMs,
    open: file.open,
  });
  const all: Finding[] = [...findings, ...judgeRefusal(refusal, cases)];
  for (const each of metadata === undefined ? [] : cases) {
    all.push(await runCase(each, { name: metadata?.name ?? "", file }));
  }
  const shown = proposal === undefined ? undefined : showProposal(proposal);
  const failed = all.filter(({ outcome }) => outcome === "failed");
  if (form === "json") {
    const checks = all.map(({ error, ...finding }) => ({
      ...finding,
      code: error?.code,
      pluginCode: error?.detail.pluginCode,
      hint: error?.hint,
    }));
    const ok = failed.length === 0;
    tool.terminal.out(jsonLine({ ok, path: file.path, checks, proposal: shown }));
  } else {
    const lines = [...all.flatMap(render), ...(shown === undefined ? [] : ["", ...pretty(shown)])];
    tool.terminal.out(lines.map(printable).join("\n"));
    const passed = all.filter(({ outcome }) => outcome === "passed").length;
    tool.terminal.out(`\n\n${passed} passed, ${failed.length} failed\n`);
  }
  const [first] = failed;
  return first === undefined ? 0 : first.error?.exitCode || ERROR_CODES["plugin-failed"].exit;
}

/** A test that lets it run to its end: the first that expects a proposal, or words of its own. */
function typicalOf(cases: readonly PluginCase[]): PluginCase | undefined {
  return cases.find(({ proposal }) => proposal !== undefined) ??
    cases.find(({ error }) => error !== undefined && !Object.hasOwn(ERROR_CODES, error));
}

/** A refusal in its own words is a failure, unless one of its tests expects just that. */
function judgeRefusal(refusal: JoinError | undefined, cases: readonly PluginCase[]): Finding[] {
  if (refusal === undefined) return [];
  const { pluginCode } = refusal.detail;
  if (cases.some(({ error }) => error === pluginCode)) return [];
  const why = `${refusal.message} (${pluginCode})`;
  return [{ check: "proposes servers", outcome: "failed", why, error: refusal }];
}

function readTimeout(text: string | undefined): number {
  const ms = text === undefined ? TRIAL.timeoutMs : parseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= 600_000) return ms;
  throw new JoinError("usage", `Cannot use "${text}" for --timeout`, {
    hint: "write a duration of at most 10m, as in 30s",
  });
}

function render({ check, outcome, why, error }: Finding): string[] {
  const mark = { passed: "ok     ", failed: "FAILED ", skipped: "skipped" }[outcome];
  return [
    `${mark} ${check}`,
    ...(why === undefined ? [] : [`        ${why}`]),
    ...(error === undefined || outcome !== "failed" ? [] : [`        hint: ${error.hint}`]),
  ];
}

function pretty(proposal: object): string[] {
  return ["It proposes:", ...JSON.stringify(proposal, null, 2).split("\n")].map((line) =>
    `  ${line}`
  );
}
