/**
 * Behind the command that runs the tests: `-- --every-point` walks all, `-- --points=40` so many of each
 * scenario. All of them take half an hour of one core.
 */
const EVERY_POINT = Deno.args.includes("--every-point");
const POINTS = Number(
  Deno.args.find((arg) => arg.startsWith("--points="))?.replace("--points=", "") ?? 0,
);

/** Whether more was asked for than the tests walk by themselves. */
export const WALKS_FAR = EVERY_POINT || POINTS > 0;

/** So many of a list, evenly spread over it, the last among them; more of it when that was asked for. */
export function spread<T>(items: readonly T[], usual: number): readonly T[] {
  const count = EVERY_POINT ? items.length : Math.max(usual, POINTS);
  if (items.length <= count) return items;
  const step = items.length / count;
  const chosen = Array.from({ length: count }, (_, index) => Math.ceil((index + 1) * step) - 1);
  return items.filter((_, index) => chosen.includes(index));
}
