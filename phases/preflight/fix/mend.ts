import type { JoinContext } from "../../../core/context.ts";
import { JoinError, toJoinError } from "../../../core/engine/errors.ts";
import type { EventBody, Problem } from "../../../core/engine/events.ts";
import { nearest } from "../../../core/engine/nearest.ts";
import { createNodeFacts } from "../../../core/node/facts.ts";
import { checks } from "../manifest.ts";
import { runCheck } from "../run_check.ts";
import type { Fix } from "./fix.ts";
import { fixes } from "./manifest.ts";

/** @throws JoinError `fix-unknown` for a name of `--fix` that is none of a fix */
export function validateFixes(names: readonly string[]): void {
  const known = fixes.map(({ name }) => name);
  for (const name of names) {
    if (name === "all" || known.some((one) => one.toLowerCase() === name)) continue;
    const check = checks.find((one) => one.name.toLowerCase() === name);
    const near = nearest(name, known);
    throw new JoinError(
      "fix-unknown",
      check === undefined
        ? `Cannot fix "${name}": there is no such check`
        : `Cannot fix "${check.name}": only the operator can mend what it finds`,
      near === undefined || check !== undefined ? {} : { hint: `did you mean "${near}"?` },
    );
  }
}

export interface Mended {
  /** For the checks that follow. What a dry run has shown a fix for counts as ignored there. */
  readonly ctx: JoinContext;
  /** What was asked for by its own name and was not mended; errors, unless they are to be ignored. */
  readonly unmended: readonly Problem[];
}

/**
 * Mends what the named checks find, one after the other.
 *
 * @throws JoinError `disk-full`, `file-failed`
 */
export async function mend(ctx: JoinContext): Promise<Mended> {
  const { host, options } = ctx;
  const ignored = new Set(options.ignorePreflightErrors);
  const unmended: Problem[] = [];
  const asked = fixes.filter(({ name }) =>
    options.fix.includes("all") || options.fix.includes(name.toLowerCase())
  );
  // Without the right to change anything, that is what is reported.
  if (host.root === "/" && host.machine.uid !== 0) return { ctx, unmended };
  for (const fix of asked) {
    if ((await look(fix, ctx)).length === 0) continue;
    const event = await attempt(fix, ctx);
    ctx.emit(event);
    const name = fix.name.toLowerCase();
    if (event.outcome === "shown") ignored.add(name);
    if (event.reason === undefined || !options.fix.includes(name)) continue;
    const level = ignored.has("all") || ignored.has(name) ? "warning" : "error";
    unmended.push({ check: fix.name, level, text: "It was to be mended, and is not" });
  }
  const ignorePreflightErrors = [...ignored];
  return { ctx: { ...ctx, options: { ...options, ignorePreflightErrors } }, unmended };
}

async function attempt(fix: Fix, ctx: JoinContext): Promise<EventBody & { kind: "fix" }> {
  const about = { kind: "fix", check: fix.name } as const;
  try {
    await fix.run(ctx);
  } catch (thrown) {
    ctx.signal.throwIfAborted();
    const error = toJoinError(thrown);
    const { code, inFull: reason, hint } = error;
    // On such a disk no join can go on, even where its check is ignored: the same line mends it later.
    if (code === "disk-full" || code === "file-failed") throw error;
    return { ...about, outcome: code === "fix-refused" ? "refused" : "failed", reason, hint };
  }
  if (ctx.options.dryRun) return { ...about, outcome: "shown" };
  const [left] = await look(fix, ctx);
  if (left === undefined) return { ...about, outcome: "mended" };
  return { ...about, outcome: "failed", reason: `it is still so: ${left.text}` };
}

/** What the check finds now. What it asked before a fix may be wrong after it, so that it asks anew. */
async function look({ name }: Fix, ctx: JoinContext): Promise<Problem[]> {
  const check = checks.find((one) => one.name === name);
  if (check === undefined) return [];
  const facts = createNodeFacts(ctx.host, ctx.options, ctx.signal);
  // Some are silent in a join: here, somebody has asked.
  return await runCheck(check, { ...ctx, facts, alone: true, emit: () => {} });
}
