/** Does something with each of a list, two at a time: most of it is waiting for processes. */
export async function twoAtOnce<T, R>(
  items: readonly T[],
  action: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  async function work(): Promise<void> {
    for (const [index, item] of left) results[index] = await action(item);
  }
  await Promise.all([work(), work()]);
  return results;
}
