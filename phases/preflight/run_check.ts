import type { JoinContext } from "../../core/context.ts";
import { within } from "../../core/engine/deadline.ts";
import { JoinError, toJoinError } from "../../core/engine/errors.ts";
import type { Problem } from "../../core/engine/events.ts";
import { roundMs } from "../../core/engine/round_ms.ts";
import type { Check } from "./check.ts";

/** For a single check: what takes longer is a finding itself. */
const CHECK_MS = 10_000;

/**
 * Runs a check to its end and reports it. Its errors are warnings where --ignore-preflight-errors names it:
 * it runs all the same.
 */
export async function runCheck(usual: Check, ctx: JoinContext): Promise<Problem[]> {
  const check = { ...usual, name: nameOf(usual, ctx.options) };
  const ignored = ctx.options.ignorePreflightErrors.some((name) =>
    name === "all" || name === check.name.toLowerCase()
  );
  const began = ctx.clock.elapsedMs();
  const found = await find(check, ctx);
  if (found === undefined) return [];
  const worst = found.some(({ level }) => level === "error")
    ? "error"
    : found.length > 0
    ? "warning"
    : "ok";
  ctx.emit({
    kind: "check",
    check: check.name,
    group: check.group,
    outcome: worst === "error" && ignored ? "ignored" : worst,
    ms: roundMs(ctx.clock.elapsedMs() - began),
  });
  return ignored ? found.map((problem) => ({ ...problem, level: "warning" })) : found;
}

/** What a check is called in this join. */
export function nameOf(
  check: Pick<Check, "name" | "nameIn">,
  options: JoinContext["options"],
): string {
  return check.nameIn?.(options) ?? check.name;
}

async function find(check: Check, ctx: JoinContext): Promise<Problem[] | undefined> {
  try {
    const findings = await within(CHECK_MS, {
      clock: ctx.clock,
      signal: ctx.signal,
      onTimeout: () => new JoinError("command-failed", `It did not end in ${CHECK_MS / 1000} s`),
    }, (signal) => check.run({ ...ctx, signal }));
    return findings?.map((finding) => ({ check: check.name, ...finding }));
  } catch (thrown) {
    ctx.signal.throwIfAborted();
    const { inFull, hint } = toJoinError(thrown);
    const text = `The check itself failed: ${inFull}`;
    return [{ check: check.name, level: "error", text, hint }];
  }
}
