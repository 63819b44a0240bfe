/** As mandoc's lint wants it of lines that are filled anyway. */
const WIDTH = 80;

/** A line for man(7), as it is: nothing in it is a request, and `code` becomes bold. */
export function roff(text: string): string {
  return text.split("\n").map((line) => protect(escape(line))).join("\n");
}

/** A text for man(7) that may be broken at every space. */
export function filled(text: string): string {
  const lines: string[] = [];
  for (const word of escape(text).split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length < WIDTH) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map(protect).join("\n");
}

/** The few macros that the page is made of. */
export const macros = {
  section: (title: string): string => `.SH ${quote(title.toUpperCase())}`,
  subsection: (title: string): string => `.SS ${quote(title)}`,
  tagged: (tag: string, text: string): string => `.TP\n\\fB${roff(tag)}\\fR\n${filled(text)}`,
  example: (text: string): string => `.EX\n${roff(text)}\n.EE`,
} as const;

function escape(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replace(/`([^`]+)`/g, "\\fB$1\\fR")
    .replaceAll("-", "\\-")
    .replace(/[^\n\x20-\x7e]/gu, toEscape);
}

/** A line that begins like a request is none. */
function protect(line: string): string {
  return line.trimEnd().replace(/^(?=[.'])/, "\\&");
}

function quote(text: string): string {
  return `"${roff(text).replaceAll('"', '""')}"`;
}

function toEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `\\[u${code.toString(16).toUpperCase().padStart(4, "0")}]`;
}
