/** Work beside a run that nobody waits for. Disposing of it gives up what is still under way. */
export interface Background extends AsyncDisposable {
  start(task: (signal: AbortSignal) => Promise<void>): void;
}

export function createBackground(signal: AbortSignal): Background {
  const over = new AbortController();
  const tasks: Promise<void>[] = [];
  return {
    start(task) {
      tasks.push(task(AbortSignal.any([signal, over.signal])).catch(() => {}));
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await Promise.all(tasks);
    },
  };
}
