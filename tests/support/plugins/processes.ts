/** Processes of a user, or of a parent: ids, without zombies. */
export function processesWhere(
  matches: (facts: { pid: number; uid: number; parent: number }) => boolean,
): number[] {
  const found: number[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = Deno.readTextFileSync(`/proc/${name}/status`);
      if (/^State:\s+Z/m.test(status)) continue;
      const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
      const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
      if (matches({ pid: Number(name), uid, parent })) found.push(Number(name));
    } catch { /* it has ended meanwhile */ }
  }
  return found;
}

/** Processes with these words among their arguments or in their environment. */
export function processesWith(words: string): number[] {
  return processesWhere(({ pid }) =>
    ["cmdline", "environ"].some((name) =>
      Deno.readTextFileSync(`/proc/${pid}/${name}`).includes(words)
    )
  );
}
