let tail: Promise<unknown> = Promise.resolve();

/**
 * Loads modules of the runtime one after the other. Those that are loaded at the same time, and share parts, may
 * see each other half made where the program runs on QuickJS ("Agent is not initialized").
 *
 * @param load an `import()` of a `node:` module
 */
export function loadInTurn<T>(load: () => Promise<T>): Promise<T> {
  const mine = tail.then(load);
  tail = mine.catch(() => {});
  return mine;
}
