/** A place in a text, both numbers from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * What is to be said about one place of a configuration file. `unsupported`: it is right, but nothing that
 * this program does. Never holds a secret.
 */
export interface Finding {
  readonly level: "invalid" | "unsupported" | "warning";
  readonly at: Place;
  /** Of the field, as in `discovery.file`; empty for the document or the text as a whole. */
  readonly path: string;
  readonly text: string;
}

/** What was found in one text, in the order of the text. */
export interface Findings {
  readonly all: readonly Finding[];
  add(level: Finding["level"], at: Place, path: string, text: string): void;
}

export function createFindings(): Findings {
  const found: Finding[] = [];
  return {
    get all() {
      return found.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
    },
    add(level, at, path, text) {
      found.push({ level, at, path, text });
    },
  };
}

/** `file:line:column: path: what`, the form that editors jump to. */
export function showFinding(name: string, { at, path, text }: Finding): string {
  return `${name}:${at.line}:${at.column}: ${path === "" ? "" : `${path}: `}${text}`;
}
