import type { JoinContext, JoinPhase } from "../core/context.ts";
import { within } from "../core/engine/deadline.ts";
import { JoinError, toJoinError } from "../core/engine/errors.ts";
import type { Problem } from "../core/engine/events.ts";
import type { Check } from "./preflight/check.ts";
import { checks } from "./preflight/manifest.ts";

/** For a single check: what takes longer is a finding itself. */
const CHECK_MS = 20_000;

/**
 * Looks whether a join can work on this machine. All checks run at once and to their end; every problem is
 * reported, not only the first. Checks named in --ignore-preflight-errors run too, as warnings.
 */
export const preflight: JoinPhase = {
  name: "preflight",
  summary: "check that this machine can become a node",
  needs: [],
  provides: [],
  changes: [],
  async run(_input, ctx) {
    const found = (await Promise.all(checks.map((check) => runCheck(check, ctx)))).flat();
    for (const problem of found) ctx.emit({ kind: "problem", phase: "preflight", ...problem });
    const fatal = found.filter(({ level }) => level === "error");
    if (fatal.length === 0) return {};
    const names = fatal.map(({ check }) => check);
    throw new JoinError(
      "preflight-failed",
      `${fatal.length === 1 ? "A check" : `${fatal.length} checks`} failed: ${names.join(", ")}`,
      {
        hint: `mend what is listed above, or go on regardless with --ignore-preflight-errors=${
          names.join(",")
        }`,
        detail: { checks: names },
      },
    );
  },
};

async function runCheck(check: Check, ctx: JoinContext): Promise<Problem[]> {
  const ignored = ctx.options.ignorePreflightErrors.some((name) =>
    name === "all" || name === check.name.toLowerCase()
  );
  try {
    const findings = await within(CHECK_MS, {
      clock: ctx.clock,
      signal: ctx.signal,
      onTimeout: () => new JoinError("command-failed", `It did not end in ${CHECK_MS / 1000} s`),
    }, (signal) => check.run({ ...ctx, signal }));
    return findings.map((finding) => ({
      check: check.name,
      ...finding,
      level: ignored ? "warning" : finding.level,
    }));
  } catch (thrown) {
    ctx.signal.throwIfAborted();
    const { message, causes, hint } = toJoinError(thrown);
    const text = `The check itself failed: ${[message, ...causes].join(": ")}`;
    return [{ check: check.name, level: ignored ? "warning" : "error", text, hint }];
  }
}
