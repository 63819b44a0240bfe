/** Where values begin: the width of the longest label, and a gap. */
const LABEL = 14;

/** A label and its value, which goes on below itself when it is longer than the line. */
export function field(label: string, value: string, columns: number, indent = 2): string[] {
  const margin = " ".repeat(indent);
  const [first = "", ...rest] = wrap(value, columns - indent - LABEL);
  return [
    `${margin}${label.padEnd(LABEL)}${first}`.trimEnd(),
    ...rest.map((line) => `${margin}${" ".repeat(LABEL)}${line}`),
  ];
}

/** Lines of a paragraph. */
export function paragraph(text: string, columns: number, indent = 0): string[] {
  return wrap(text, columns - indent).map((line) => " ".repeat(indent) + line);
}

/** Breaks at blanks. A word that is too long for a line has one of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
