import { basename, dirname } from "node:path";
import type { Base } from "./base.ts";
import type { Program } from "./bundle.ts";
import { capture } from "./command.ts";
import { COMPILE_FLAGS, flagsOf } from "./flags.ts";
import type { Target } from "./target.ts";

/** What to compile, and for how long to wait (in milliseconds), a download included. */
export interface CompileOptions {
  base: Base;
  target: Target;
  output: string;
  timeLimit: number;
}

/** Either the program is there, or no base could be had. */
export type CompileOutcome = { kind: "built" } | { kind: "no-base"; reason: string };

/** Compiles a bundle with `deno compile`. Throws when the fault is ours and not a missing base. */
export async function compile(program: Program, options: CompileOptions): Promise<CompileOutcome> {
  // Next to the output, so that the program is renamed into place and a broken download leaves nothing.
  const folder = await Deno.makeTempDir({ dir: dirname(options.output), prefix: ".compile-" });
  const output = `${folder}/${basename(options.output)}`;
  try {
    for (const [name, text] of program.files) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
      // The time of change goes into the program, which is to come out equal every time.
      await Deno.utime(`${folder}/${name}`, 0, 0);
    }

    const args = ["compile", ...flagsOf(COMPILE_FLAGS), `--target=${options.target}`];
    args.push(`--output=${output}`, `${folder}/${program.entry}`);
    const { timeLimit } = options;
    const outcome = await capture(Deno.execPath(), args, {
      env: environment(options.base),
      timeLimit,
    });

    if (outcome.code === 0) {
      await Deno.rename(output, options.output);
      return { kind: "built" };
    }
    if (outcome.timedOut) {
      return { kind: "no-base", reason: `no answer within ${timeLimit / 1000} seconds` };
    }
    if (outcome.stderr.includes("Setting up base binary")) {
      return { kind: "no-base", reason: lastCause(outcome.stderr) };
    }
    throw new Error(`Cannot compile for "${options.target}": ${outcome.stderr.trim()}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** `deno compile` takes DENORT_BIN for every target; it may see only a base that fits. */
function environment(base: Base): Record<string, string> {
  const { DENORT_BIN: _, ...rest } = Deno.env.toObject();
  return base.kind === "given" ? { ...rest, DENORT_BIN: base.path } : rest;
}

/** The innermost of the numbered causes that Deno lists. */
function lastCause(stderr: string): string {
  return stderr.match(/^ +\d+: (?!<)(.+)$/gm)?.at(-1)?.replace(/^ +\d+: /, "") ?? stderr.trim();
}
