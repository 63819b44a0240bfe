import type { ReadReport } from "../../../report/form.ts";
import { answerOf, checksLine, isBad, shortTime, size } from "../words.ts";
import { type Html, markup } from "./markup.ts";

/** What the picture shows, and all the rest, in tables: for whoever does not see it, and to copy from. */
export function tables(report: ReadReport): Html {
  const { phases, waits, requests, files, services, kernel, fixes, notes } = report;
  const changed = files.filter(({ action }) => action !== "keep");
  return markup`
    ${
    table(
      "Phases",
      ["Phase", "Began", "Took", "Outcome"],
      phases.map((one) => [
        one.name,
        whole(shortTime(one.startMs)),
        whole(shortTime(one.ms)),
        [one.outcome, one.detail].filter((text) => text !== undefined).join(", "),
      ]),
    )
  }
    ${
    table(
      "Waits",
      ["Phase", "For", "Began", "Took", "Why"],
      waits.map((one) => [
        one.phase,
        one.what,
        whole(shortTime(one.startMs)),
        whole(shortTime(one.ms)),
        one.reason ?? "",
      ]),
    )
  }
    ${
    table(
      "Requests",
      ["Request", "Answer", "Sent", "Took", "Size", "Try"],
      requests.map((one) => [
        markup`<code>${one.method} ${one.url}</code>`,
        isBad(one) ? markup`<strong class="bad">${answerOf(one)}</strong>` : answerOf(one),
        whole(shortTime(one.startMs)),
        whole(shortTime(one.ms)),
        one.bytes === undefined ? "" : whole(size(one.bytes)),
        String(one.try),
      ]),
    )
  }
    ${
    table(
      "Files",
      ["Path", "Change", "Mode", "Size", "SHA-256"],
      changed.map((one) => [
        markup`<code>${one.path}${one.target === undefined ? "" : ` → ${one.target}`}</code>`,
        one.action,
        one.mode ?? "",
        one.bytes === undefined ? "" : whole(size(one.bytes)),
        one.sha256 === undefined ? "" : markup`<code>${one.sha256}</code>`,
      ]),
    )
  }
    ${
    table("Services and kernel", ["Change", "At", "Took"], [
      ...services.map((one) => [
        `${one.action} ${one.unit}`,
        whole(shortTime(one.startMs)),
        whole(shortTime(one.ms)),
      ]),
      ...kernel.map(({ what, atMs }) => [what, whole(shortTime(atMs)), ""]),
      ...fixes.map(({ check, outcome, reason }) => [
        `fix ${check}: ${outcome}${reason === undefined ? "" : `, ${reason}`}`,
        "",
        "",
      ]),
    ])
  }
    ${findings(report)}
    ${
    table(
      "Notes",
      ["Note", "At", "What to do"],
      notes.map((one) => [
        one.level === "warning"
          ? markup`<strong class="warn">Warning.</strong> ${one.text}`
          : one.text,
        whole(shortTime(one.atMs)),
        one.hint ?? "",
      ]),
    )
  }
  `;
}

/** A number and its unit stay on one line. */
function whole(text: string): Html {
  return markup`<span class="whole">${text}</span>`;
}

function findings(report: ReadReport): Html | undefined {
  const rows = report.checks.flatMap(({ check, outcome, problems }) =>
    problems.map(({ text, hint }) => [
      markup`<code>${check}</code>`,
      outcome === "error" ? markup`<strong class="bad">${outcome}</strong>` : outcome,
      text,
      hint ?? "",
    ])
  );
  if (report.checks.length === 0) return undefined;
  if (rows.length === 0) {
    return markup`
      <h2>Preflight</h2>
      <p>${checksLine(report)}</p>
    `;
  }
  return table(
    "Preflight",
    ["Check", "Outcome", "Finding", "What to do"],
    rows,
    checksLine(report),
  );
}

function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
  note?: string,
): Html | undefined {
  if (rows.length === 0) return undefined;
  return markup`<section><h2>${title}</h2>
${note === undefined ? undefined : markup`<p>${note}</p>`}
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${
    rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)
  }</tbody></table></div></section>`;
}
