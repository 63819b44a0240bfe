/** `-- --every-point` behind the command that runs the tests: all of them, which takes a quarter of an hour. */
const EVERY_POINT = Deno.args.includes("--every-point");

/** So many of a list, evenly spread over it, the last among them; all of it when that was asked for. */
export function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (EVERY_POINT || items.length <= count) return items;
  const step = items.length / count;
  const chosen = Array.from({ length: count }, (_, index) => Math.ceil((index + 1) * step) - 1);
  return items.filter((_, index) => chosen.includes(index));
}
