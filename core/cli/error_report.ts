import { formatDuration } from "../config/duration.ts";
import type { JoinError } from "../engine/errors.ts";
import type { ErrorReport, Outcome } from "../engine/events.ts";

/** An error as a program sees it. */
export function reportError(error: JoinError): ErrorReport {
  const { code, message, hint, phase, causes, triedMs, detail } = error;
  return {
    code,
    message,
    hint,
    ...(phase === undefined ? {} : { phase }),
    ...(causes.length === 0 ? {} : { causes }),
    ...(triedMs === undefined ? {} : { triedMs }),
    ...(Object.keys(detail).length === 0 ? {} : { detail }),
  };
}

/** The end of a command that has failed. */
export function failure(error: JoinError, dryRun: boolean): Outcome {
  const { exitCode, rollback } = error;
  const report = rollback === undefined ? {} : { rollback };
  return { ok: false, exitCode, dryRun, error: reportError(error), ...report };
}

/** An error as a person sees it: what happened, why, what to do. */
export function renderError(report: ErrorReport): string[] {
  const log = report.detail?.log;
  return [
    ...(Array.isArray(log) && log.length > 0
      ? ["The kubelet's last lines:", ...log.map((line) => `    ${line}`), ""]
      : []),
    `error: ${report.message}`,
    ...(report.causes ?? []).map((cause) => `  cause: ${cause}`),
    ...(report.triedMs === undefined ? [] : [`  tried: for ${formatDuration(report.triedMs)}`]),
    `  hint:  ${report.hint}`,
    `  code:  ${report.code}${report.phase === undefined ? "" : ` (phase ${report.phase})`}`,
  ];
}
