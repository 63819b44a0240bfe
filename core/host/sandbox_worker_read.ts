import type { ReadAnswer, ReadRequest } from "./sandbox_frames.ts";

/** Files that the other side reads for the module. */
export interface Reading {
  readText(path: string, signal: AbortSignal): Promise<string>;
  /** Hands on what the other side has answered. */
  answered(answer: ReadAnswer): void;
}

/** Becomes a text: it may use nothing that is outside it. */
export function createReading(post: (request: ReadRequest) => void): Reading {
  const waiting = new Map<number, (answer: ReadAnswer) => void>();
  let asked = 0;
  return {
    readText(path, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const id = ++asked;
        function giveUp(): void {
          waiting.delete(id);
          reject(signal.reason);
        }
        signal.addEventListener("abort", giveUp, { once: true });
        waiting.set(id, (answer) => {
          signal.removeEventListener("abort", giveUp);
          if ("text" in answer) return resolve(answer.text);
          const { error, message, hint } = answer;
          const failed = error === "Error" ? new Error(message) : new Deno.errors[error](message);
          reject(hint === undefined ? failed : Object.assign(failed, { hint }));
        });
        post({ kind: "read", id, path: String(path) });
      });
    },
    answered(answer) {
      const settle = waiting.get(answer.id);
      waiting.delete(answer.id);
      settle?.(answer);
    },
  };
}
