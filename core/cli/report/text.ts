import type { ReadReport } from "../../report/form.ts";
import { field, paragraph } from "../inspect/layout.ts";
import {
  answerOf,
  checksLine,
  commandLine,
  headline,
  isBad,
  moment,
  person,
  shortRequest,
  shortTime,
  size,
  waitedMs,
} from "./words.ts";

/** The width of a bar that stands for the whole run. */
const BAR = 24;

/** A report as a person reads it, in groups. */
export function reportLines(report: ReadReport, columns: number): string[] {
  const { run, program, result } = report;
  return [
    ...paragraph(headline(report), columns),
    ...field("when", `${moment(run.start)}, for ${shortTime(run.ms)}`, columns),
    ...field("who", person(run), columns),
    ...field("command", commandLine(run), columns),
    ...field(
      "program",
      `kubeworker ${program.version} (${program.kind}, ${program.target})`,
      columns,
    ),
    ...node(report, columns),
    ...(result.error === undefined ? [] : failure(result.error, columns)),
    ...trust(report, columns),
    ...group("Time", times(report)),
    ...group(requestsTitle(report), report.requests.map(request)),
    ...group("Changes", changes(report)),
    ...group(report.checks.length === 0 ? "" : checksLine(report), findings(report, columns)),
    ...group(
      "Notes",
      report.notes.map(({ level, text }) => `${level === "warning" ? "! " : ""}${text}`),
    ),
  ];
}

function group(title: string, lines: readonly string[]): string[] {
  if (title === "" || (lines.length === 0 && !/^\d/.test(title))) return [];
  return ["", title, ...lines.map((line) => `  ${line}`)];
}

function node({ node }: ReadReport, columns: number): string[] {
  if (node?.kubeletVersion === undefined) return [];
  const { runtime } = node;
  const kubelet = `kubelet ${node.kubeletVersion}`;
  return field(
    "node",
    runtime === undefined ? kubelet : `${kubelet}, ${runtime.name} ${runtime.version}`,
    columns,
  );
}

function failure(error: NonNullable<ReadReport["result"]["error"]>, columns: number): string[] {
  return [
    ...field("error", error.message, columns),
    ...(error.causes ?? []).flatMap((cause) => field("cause", cause, columns)),
    ...field("hint", error.hint, columns),
    ...field(
      "code",
      `${error.code}${error.phase === undefined ? "" : ` (${error.phase})`}`,
      columns,
    ),
  ];
}

function trust({ trust, plugin, endpoints }: ReadReport, columns: number): string[] {
  const found = plugin === undefined ? [] : field(
    "plugin",
    [plugin.name, `(${plugin.carrier})`, plugin.path, plugin.sha256 && `sha256 ${plugin.sha256}`]
      .filter(Boolean).join(" "),
    columns,
  );
  const lost = endpoints.filter(({ outcome }) => outcome === "lost").flatMap(({ server, reason }) =>
    field("lost", `${server}: ${reason ?? "no reason"}`, columns)
  );
  if (trust === undefined) {
    return found.length + lost.length === 0 ? [] : ["", "Trust", ...found, ...lost];
  }
  const signed = trust.signedBy === undefined ? "" : `; signed by token "${trust.signedBy}"`;
  return [
    "",
    "Trust",
    ...found,
    ...field("server", trust.server, columns),
    ...field("CA", `${trust.because}${signed}`, columns),
    ...trust.certificates.flatMap(({ subject, sha256, pin, notAfter }) => [
      ...field("", `${subject}, until ${notAfter.slice(0, 10)}`, columns),
      ...field("  pin", pin, columns),
      ...field("  sha256", sha256, columns),
    ]),
    ...trust.refused.flatMap((pin) => field("refused", pin, columns)),
    ...lost,
  ];
}

function times({ phases, waits, run }: ReadReport): string[] {
  const width = Math.max(...phases.map(({ name }) => name.length), 0);
  return phases.map(({ name, startMs, ms, outcome, detail }) => {
    const from = Math.min(BAR - 1, Math.floor(startMs / run.ms * BAR));
    const long = Math.max(1, Math.min(BAR - from, Math.round(ms / run.ms * BAR)));
    const bar = `${"·".repeat(from)}${"█".repeat(long)}`.padEnd(BAR, "·");
    const waited = waitedMs(waits.filter(({ phase }) => phase === name));
    const more = [
      ...(outcome === "done" ? [] : [outcome]),
      ...(waited < 1 ? [] : [`waited ${shortTime(waited)}`]),
      ...(detail === undefined ? [] : [detail]),
    ];
    return `${name.padEnd(width)}  ${bar}  ${shortTime(ms).padStart(8)}  ${more.join("; ")}`
      .trimEnd();
  });
}

function requestsTitle({ requests }: ReadReport): string {
  const bad = requests.filter(isBad).length;
  const bytes = requests.reduce((sum, one) => sum + (one.bytes ?? 0), 0);
  const words = `${requests.length} requests, ${size(bytes)}`;
  return bad === 0 ? words : `${words}, ${bad} of them in vain`;
}

function request(one: ReadReport["requests"][number]): string {
  const times = one.try === 1 ? "" : `  (try ${one.try})`;
  return `${answerOf(one).padEnd(4)}${shortTime(one.ms).padStart(9)}  ${shortRequest(one)}${times}`;
}

function changes({ files, services, kernel, fixes }: ReadReport): string[] {
  return [
    ...files.filter(({ action }) => action !== "keep").map((
      { action, path, mode, sha256, target },
    ) =>
      [
        action.padEnd(9),
        (mode ?? "").padEnd(4),
        path,
        ...(sha256 === undefined ? [] : [`sha256:${sha256.slice(0, 12)}…`]),
        ...(target === undefined ? [] : [`→ ${target}`]),
      ].join("  ")
    ),
    ...services.map(({ action, unit, ms }) => `${action.padEnd(15)}${unit} (${shortTime(ms)})`),
    ...kernel.map(({ what }) => `kernel         ${what}`),
    ...fixes.map(({ check, outcome }) => `fix            ${check}: ${outcome}`),
  ];
}

function findings({ checks }: ReadReport, columns: number): string[] {
  return checks.flatMap(({ check, outcome, problems }) =>
    problems.flatMap(({ text }) => paragraph(`${outcome} ${check}: ${text}`, columns - 2))
  );
}
