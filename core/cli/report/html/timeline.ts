import type { ReadReport } from "../../../report/form.ts";
import { answerOf, isBad, shortRequest, shortTime } from "../words.ts";
import { type Html, markup } from "./markup.ts";
import { createScale, type Scale } from "./scale.ts";

/** More rows than these are not read any more; the table has them all. */
const MOST_REQUESTS = 24;

interface Row {
  readonly label: string;
  readonly value: string;
  readonly bars: readonly Bar[];
  readonly mono?: boolean;
}

interface Bar {
  readonly startMs: number;
  /** Undefined for a moment. */
  readonly ms: number | undefined;
  readonly kind: "start" | "phase" | "wait" | "request" | "bad" | "file" | "service";
  readonly words: string;
}

/** The run as a picture: phases with the waits in them, requests, changes, one below the other. */
export function timeline(report: ReadReport): Html {
  const scale = createScale(report.run.ms);
  const shown = report.requests.slice(0, MOST_REQUESTS);
  const more = report.requests.length - shown.length;
  return markup`
    <div class="timeline" role="group" aria-label="Timeline of the join">
    ${axis(scale)}
    ${
    rows("Phases", [
      ...startRow(report),
      ...report.phases.map((phase) => phaseRow(phase, report)),
    ], scale)
  }
    ${rows("Requests", shown.map(requestRow), scale)}
    ${
    more === 0
      ? undefined
      : markup`<p class="more">${more} more requests are in the table below.</p>`
  }
    ${rows("Changes", changeRows(report), scale)}
    </div>
    <ul class="legend" aria-hidden="true">
      <li class="start">start of the program</li>
      <li class="phase">phase</li>
      <li class="wait">waiting</li>
      <li class="request">request</li>
      <li class="bad">failed or refused</li>
      <li class="file">file</li>
      <li class="service">service</li>
    </ul>
  `;
}

function axis(scale: Scale): Html {
  return markup`
    <div class="row axis"
      aria-hidden="true"><span class="label"></span><span class="track">${
    scale.ticks.map((ms) => markup`<i style="left:${scale.at(ms)}">${tickWords(ms)}</i>`)
  }</span><span class="value"></span></div>
  `;
}

function tickWords(ms: number): string {
  if (ms === 0) return "0";
  return ms < 1000 ? `${ms} ms` : ms < 60_000 ? `${ms / 1000} s` : shortTime(ms);
}

function rows(title: string, list: readonly Row[], scale: Scale): Html | undefined {
  if (list.length === 0) return undefined;
  return markup`<h3>${title}</h3>
${list.map((row) => markup`${rowOf(row, scale)}\n`)}`;
}

function rowOf({ label, value, bars, mono }: Row, scale: Scale): Html {
  const lines = scale.ticks.map((ms) => markup`<u style="left:${scale.at(ms)}"></u>`);
  return markup`
    <div
      class="row"><span class="label${
    mono ? " mono" : ""
  }" title="${label}">${label}</span><span class="track">${lines}${
    bars.map((bar) => barOf(bar, scale))
  }</span><span class="value">${value}</span></div>
  `;
}

function barOf({ startMs, ms, kind, words }: Bar, scale: Scale): Html {
  const place = ms === undefined
    ? `left:${scale.at(startMs)}`
    : `left:${scale.at(startMs)};width:${scale.length(ms)}`;
  return markup`
    <b class="${kind}${ms === undefined ? " moment" : ""}" style="${place}" tabindex="0" role="img"
      aria-label="${words}" title="${words}"></b>
  `;
}

/** What passes before the first phase: the program is loaded, and the command read. */
function startRow({ phases }: ReadReport): Row[] {
  const begun = phases.filter(({ outcome }) => outcome !== "left out");
  if (begun.length === 0) return [];
  const ms = Math.min(...begun.map(({ startMs }) => startMs));
  const value = shortTime(ms);
  const words = `the first phase began after ${value}`;
  return [{ label: "start", value, bars: [{ startMs: 0, ms, kind: "start", words }] }];
}

function phaseRow(phase: ReadReport["phases"][number], { waits }: ReadReport): Row {
  const { name, startMs, ms, outcome, detail } = phase;
  const bad = outcome === "failed";
  const more = detail === undefined ? "" : `, ${detail}`;
  return {
    label: name,
    value: outcome === "left out" ? "left out" : shortTime(ms),
    bars: outcome === "left out" ? [] : [
      {
        startMs,
        ms,
        kind: bad ? "bad" : "phase",
        words: `${name}: ${outcome} ${shortTime(ms)} after ${shortTime(startMs)}${more}`,
      },
      ...waits.filter((wait) => wait.phase === name).map((wait) => ({
        startMs: wait.startMs,
        ms: wait.ms,
        kind: "wait" as const,
        words: `waited ${shortTime(wait.ms)} for ${wait.what}${
          wait.reason === undefined ? "" : `: ${wait.reason}`
        }`,
      })),
    ],
  };
}

function requestRow(request: ReadReport["requests"][number]): Row {
  const { startMs, ms } = request;
  const label = shortRequest(request);
  const answer = answerOf(request);
  return {
    label,
    mono: true,
    value: `${answer} · ${shortTime(ms)}`,
    bars: [{
      startMs,
      ms,
      kind: isBad(request) ? "bad" : "request",
      words: `${label}: ${answer} in ${shortTime(ms)}, sent at ${shortTime(startMs)}`,
    }],
  };
}

function changeRows({ files, services }: ReadReport): Row[] {
  const changed = files.filter(({ action }) => action !== "keep");
  return [
    ...(changed.length === 0 ? [] : [{
      label: "files",
      value: `${changed.length}`,
      bars: changed.map(({ atMs, action, path }) => ({
        startMs: atMs,
        ms: undefined,
        kind: "file" as const,
        words: `${action} ${path} at ${shortTime(atMs)}`,
      })),
    }]),
    ...services.map(({ action, unit, startMs, ms }) => ({
      label: `${action} ${unit}`,
      value: shortTime(ms),
      bars: [{
        startMs,
        ms,
        kind: "service" as const,
        words: `${action} ${unit} in ${shortTime(ms)}`,
      }],
    })),
  ];
}
