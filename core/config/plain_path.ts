/** An absolute path in one spelling, without a slash at its end. */
export function isPlainPath(value: string): boolean {
  return /^(\/[^/\0\n]+)+$/.test(value) && !value.split("/").some((part) => /^\.{1,2}$/.test(part));
}
