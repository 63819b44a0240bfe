import type { JoinContext, JoinPhase } from "../core/context.ts";
import { JoinError } from "../core/engine/errors.ts";
import type { Problem } from "../core/engine/events.ts";
import type { Check } from "./preflight/check.ts";
import type { Mended } from "./preflight/fix/mend.ts";
import { unknownNames } from "./preflight/known_names.ts";
import { checks } from "./preflight/manifest.ts";
import { nameOf, runCheck } from "./preflight/run_check.ts";

/** A discovery that takes longer than this is worth a look at the way to the servers. */
const PATIENCE_MS = 2000;

/**
 * Looks whether a join can work on this machine. Without the right to look, that alone is reported; else all
 * checks run at once and to their end, and every problem is, not only the first. A join leaves the slow ones
 * out, unless discovery takes long.
 */
export const preflight: JoinPhase = {
  name: "preflight",
  summary: "check that this machine can become a node",
  needs: [],
  provides: [],
  changes: [],
  async validate({ options }) {
    if (options.fix.length === 0) return;
    const { validateFixes } = await import("./preflight/fix/mend.ts");
    validateFixes(options.fix);
  },

  /** A node is past being looked at for whether it can become one. */
  resume: (_input, { earlier, options }) =>
    Promise.resolve(earlier?.complete && options.fix.length === 0 ? {} : undefined),

  async run(_input, given) {
    const { ctx, unmended } = await mendFirst(given);
    warnOfUnknownNames(ctx);
    const applicable = await checksFor(ctx);
    const first = await runAll(applicable.filter((check) => check.first), ctx);
    if (first.some(({ level }) => level === "error")) {
      report(first, ctx);
      throw failed(first);
    }
    const others = applicable.filter((check) => !check.first);
    const quick = others.filter(({ slow }) => ctx.alone || slow !== true);
    const slow = others.filter((check) => !quick.includes(check));
    for (const check of slow) ctx.background((signal) => runBeside(check, { ...ctx, signal }));
    const found = [...first, ...await runAll(quick, ctx), ...unmended];
    report(await withFixes(found, ctx), ctx);
    if (found.some(({ level }) => level === "error")) throw failed(found);
    return {};
  },
};

/**
 * A slow check, in a join: when discovery takes so long that something may be in its way, and as long as it
 * does. It stops nothing.
 */
async function runBeside(check: Check, ctx: JoinContext): Promise<void> {
  const { neighboursEnded = AbortSignal.abort() } = ctx;
  const signal = AbortSignal.any([ctx.signal, neighboursEnded]);
  await ctx.clock.sleep(PATIENCE_MS, signal);
  const found = await runCheck(check, { ...ctx, alone: true, signal });
  report(found.map((problem) => ({ ...problem, level: "warning" })), ctx);
}

/** The fixes are loaded only where some are asked for: a join must not pay for them. */
async function mendFirst(ctx: JoinContext): Promise<Mended> {
  if (ctx.options.fix.length === 0) return { ctx, unmended: [] };
  const { mend } = await import("./preflight/fix/mend.ts");
  return await mend(ctx);
}

/** Who only looks is told what could be mended. */
async function withFixes(found: Problem[], { alone, options }: JoinContext): Promise<Problem[]> {
  if (!alone || options.fix.length > 0) return found;
  const { fixes } = await import("./preflight/fix/manifest.ts");
  return found.map((problem) => {
    const { check, hint = "" } = problem;
    if (hint.includes("--fix") || !fixes.some(({ name }) => name === check)) return problem;
    return { ...problem, hint: `${hint}; \`kubeworker preflight --fix ${check}\` does it` };
  });
}

async function checksFor({ host: { machine } }: JoinContext): Promise<readonly Check[]> {
  if (machine.os !== "windows") return checks;
  const { checksOnWindows } = await import("./preflight/windows.ts");
  return checksOnWindows(checks);
}

async function runAll(chosen: readonly Check[], ctx: JoinContext): Promise<Problem[]> {
  return (await Promise.all(chosen.map((check) => runCheck(check, ctx)))).flat();
}

function failed(found: readonly Problem[]): JoinError {
  const fatal = found.filter(({ level }) => level === "error");
  const names = [...new Set(fatal.map(({ check }) => check))];
  return new JoinError(
    "preflight-failed",
    `${names.length === 1 ? "A check" : `${names.length} checks`} failed: ${names.join(", ")}`,
    {
      hint: `mend what is listed above, or go on regardless with --ignore-preflight-errors=${
        names.join(",")
      }`,
      detail: { checks: names },
    },
  );
}

function report(found: readonly Problem[], { emit }: JoinContext): void {
  for (const problem of found) emit({ kind: "problem", phase: "preflight", ...problem });
}

/** A wrong name in --ignore-preflight-errors ignores nothing, and should not do so in silence. */
function warnOfUnknownNames({ options, emit }: JoinContext): void {
  const named = checks.map((check) => ({ name: nameOf(check, options) }));
  for (const { name, near } of unknownNames(options.ignorePreflightErrors, named)) {
    const text = `--ignore-preflight-errors has "${name}", which is no check`;
    const hint = near === undefined
      ? "docs/preflight.md lists them"
      : `the nearest name is ${near}`;
    emit({ kind: "note", level: "warning", text, hint });
  }
}
