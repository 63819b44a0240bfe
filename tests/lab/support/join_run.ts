import assert from "node:assert/strict";
import type { JoinEvent } from "../../../core/engine/events.ts";
import type { Machine } from "./machine.ts";

type Result = JoinEvent & { kind: "result" };

/** A join that has ended. */
export interface JoinRun {
  code: number;
  stdout: string;
  stderr: string;
  /** Wall time, in ms. */
  ms: number;
  events: JoinEvent[];
  result: Result;
}

/** A join under way. */
export interface JoinUnderWay {
  readonly done: Promise<JoinRun>;
  /** The first event that fits, whether it came already or is still to come. */
  event(fits: (event: JoinEvent) => boolean): Promise<JoinEvent>;
}

/** Starts `kubeworker join … -o json -v` in a node. */
export function startJoin(node: Machine, args: readonly string[]): JoinUnderWay {
  const began = performance.now();
  const running = node.start("kubeworker", "join", ...args, "-o", "json", "-v");
  const events: JoinEvent[] = [];
  const waiting = new Set<() => void>();
  running.onLine(function take(line) {
    events.push(JSON.parse(line));
    for (const look of waiting) look();
  });

  async function finish(): Promise<JoinRun> {
    const { code, stdout, stderr } = await running.done;
    const ms = performance.now() - began;
    const result = events.at(-1);
    assert(result?.kind === "result", `the last line is no result: ${stdout}\n${stderr}`);
    return { code, stdout, stderr, ms, events, result };
  }
  const done = finish();
  return {
    done,
    event(fits) {
      const { promise, resolve, reject } = Promise.withResolvers<JoinEvent>();
      function look(): void {
        const found = events.find(fits);
        if (found !== undefined) resolve(found);
      }
      waiting.add(look);
      look();
      done.then(
        ({ stdout }) => reject(new Error(`the join ended without that event:\n${stdout}`)),
        reject,
      );
      return promise.finally(() => waiting.delete(look));
    },
  };
}

/** Runs a join to its end, whatever that is. */
export function runJoin(node: Machine, args: readonly string[]): Promise<JoinRun> {
  return startJoin(node, args).done;
}

/** Runs a join that has to succeed. */
export async function joins(node: Machine, args: readonly string[]): Promise<JoinRun> {
  const run = await runJoin(node, args);
  assert.equal(run.code, 0, `the join failed: ${run.stdout}\n${run.stderr}`);
  return run;
}

/** The code of the error that a join ended with; undefined if it ended well. */
export function errorOf({ result }: JoinRun): string | undefined {
  return result.ok ? undefined : result.error.code;
}
