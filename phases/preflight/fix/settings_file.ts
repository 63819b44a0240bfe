const HEADER = "# Written by `--fix` of kubeworker; `kubeworker reset` takes it back.\n";

/**
 * A file of settings with this line in it; the other lines stay as they are.
 *
 * @param text what is there already
 * @param key the first word of the line that the new one takes the place of
 */
export function withLine(text: string | undefined, key: string, line: string): string {
  const lines = (text ?? HEADER).split("\n");
  const at = lines.findIndex((one) => one.split(/[\s=]/, 1)[0] === key);
  if (at >= 0) return lines.with(at, line).join("\n");
  const body = text === undefined || text.endsWith("\n") || text === ""
    ? text ?? HEADER
    : `${text}\n`;
  return `${body}${line}\n`;
}
