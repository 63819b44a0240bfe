import type { ReadReport } from "../../../report/form.ts";
import {
  checksLine,
  commandLine,
  headline,
  isBad,
  moment,
  person,
  shortTime,
  size,
  waitedMs,
} from "../words.ts";
import { type Html, markup } from "./markup.ts";
import { STYLE } from "./style.ts";
import { tables } from "./tables.ts";
import { timeline } from "./timeline.ts";

/** The policy keeps the page to itself: nothing is loaded, no script runs. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** A report as one page of HTML that needs nothing else. */
export function reportPage(report: ReadReport): string {
  const title = headline(report);
  const page = markup`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${POLICY}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title}</title>
        <style>${{ markup: STYLE }}</style>
      </head>
      <body>
        <main>
    ${header(report, title)}
    ${failure(report)}
    ${figures(report)}
    <section><h2>Timeline</h2>
    ${timeline(report)}
    </section>
    ${trust(report)}
    ${run(report)}
    ${tables(report)}
    <footer>kubeworker ${report.program.version} · ${report.apiVersion}</footer>
        </main>
      </body>
    </html>
  `;
  return page.markup.trimStart();
}

function header({ result, run }: ReadReport, title: string): Html {
  const state = result.ok
    ? markup`<span class="state good">joined</span>`
    : markup`<span class="state bad">exit code ${result.exitCode}</span>`;
  return markup`<header>${state}
<h1>${title}</h1>
<p>${moment(run.start)}</p></header>`;
}

function failure({ result: { error } }: ReadReport): Html | undefined {
  if (error === undefined) return undefined;
  const causes = (error.causes ?? []).map((cause) =>
    markup`
      <dt>cause</dt>
      <dd>${cause}</dd>
    `
  );
  const phase = error.phase === undefined ? undefined : markup`
    in phase ${error.phase}
  `;
  return markup`
    <section class="failure" role="note">
      <p>${error.message}</p>
      <dl>${causes}
    <dt>what to do</dt><dd>${error.hint}</dd>
    <dt>code</dt><dd><code>${error.code}</code>${phase}</dd></dl>
    </section>
  `;
}

function figures(report: ReadReport): Html {
  const { run, requests, files, waits } = report;
  const bytes = requests.reduce((sum, one) => sum + (one.bytes ?? 0), 0);
  const bad = requests.filter(isBad).length;
  const waited = waitedMs(waits);
  const changed = files.filter(({ action }) => action !== "keep").length;
  return markup`
    <ul class="figures">
      <li><b>${shortTime(run.ms)}</b><span>in all, ${shortTime(waited)} of it waiting</span></li>
      <li><b>${requests.length}</b><span>requests, ${size(bytes)}${
    bad === 0 ? "" : `, ${bad} in vain`
  }</span></li>
      <li><b>${changed}</b><span>files and links changed</span></li>
      <li><b>${report.checks.length}</b><span>${checksLine(report).replace(/^\d+ /, "")}</span></li>
    </ul>
  `;
}

function trust({ trust, plugin, endpoints }: ReadReport): Html | undefined {
  if (trust === undefined && plugin === undefined && endpoints.length === 0) return undefined;
  const found = plugin === undefined ? undefined : markup`
    <dt>found by</dt>
    <dd>${plugin.name} (${plugin.carrier})${
    plugin.path === undefined ? undefined : markup`
      <code>${plugin.path}</code>
    `
  }${
    plugin.sha256 === undefined ? undefined : markup`
      <code>sha256:${plugin.sha256}</code>
    `
  }</dd>
  `;
  const ways = endpoints.map(({ server, outcome, ms, reason }) =>
    markup`
      <dt>asked</dt>
      <dd>${server}: ${outcome} after ${shortTime(ms)}${
      reason === undefined ? "" : `, ${reason}`
    }</dd>
    `
  );
  const decided = trust === undefined ? undefined : markup`<dt>server</dt><dd>${trust.server}</dd>
<dt>ground</dt><dd>${trust.because}${
    trust.signedBy === undefined ? "" : `, and signed by token "${trust.signedBy}"`
  }</dd>${
    trust.certificates.map(({ subject, notAfter, pin, sha256 }) =>
      markup`
        <dt>CA</dt>
        <dd>${subject}, until ${notAfter.slice(0, 10)}<br>
        <span class="key">public key</span> <code>${pin}</code><br>
        <span class="key">certificate</span> <code>sha256:${sha256}</code></dd>
      `
    )
  }${
    trust.refused.map((pin) =>
      markup`
        <dt>refused</dt>
        <dd><code>${pin}</code></dd>
      `
    )
  }`;
  return markup`
    <section>
      <h2>Trust</h2>
      <dl>${found}${ways}${decided}</dl>
    </section>
  `;
}

function run({ run, program, node, certificateRequest }: ReadReport): Html {
  const runtime = node?.runtime;
  return markup`
    <section>
      <h2>Run</h2>
      <dl>
    <dt>by</dt><dd>${person(run)}</dd>
    <dt>command</dt><dd><code>${commandLine(run)}</code></dd>
    <dt>program</dt><dd>kubeworker ${program.version}, commit ${program.commit}, ${program.kind}, ${program.engine}, ${program.target}</dd>
    ${
    node?.kubeletVersion === undefined ? undefined : markup`
      <dt>kubelet</dt>
      <dd>${node.kubeletVersion}</dd>
    `
  }
    ${
    runtime === undefined ? undefined : markup`
      <dt>runtime</dt>
      <dd>${runtime.name} ${runtime.version} <code>${runtime.socket}</code></dd>
    `
  }
    ${
    certificateRequest === undefined ? undefined : markup`
      <dt>request</dt>
      <dd><code>${certificateRequest.name}</code><br><span class="key">key</span> <code>${certificateRequest.keyFingerprint}</code></dd>
    `
  }
      </dl>
    </section>
  `;
}
