/** A number and its word, as in `1 error` or `2 errors`. */
export function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
