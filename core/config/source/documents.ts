import { type Document, LineCounter, parseAllDocuments } from "yaml";
import { convert } from "./convert.ts";
import type { Findings, Place } from "./finding.ts";
import type { SourceNode } from "./node.ts";
import { syntaxWords } from "./syntax_words.ts";

/** More than anybody mends before trying again. */
const MOST_SYNTAX_FINDINGS = 20;

/** One document of a file, between lines of `---`. */
export interface SourceDocument {
  readonly root: SourceNode;
  /** The parser's own, with comments: for editing. */
  readonly yaml: Document;
}

/**
 * Reads all documents of a text, by YAML 1.1 as Kubernetes' tools have it. A document of nothing or of
 * comments alone is left out; if nothing else is there, that is a finding. A text whose syntax is wrong gives
 * no documents.
 */
export function readDocuments(text: string, findings: Findings): SourceDocument[] {
  const lines = new LineCounter();
  function placeOf(offset: number): Place {
    const { line, col } = lines.linePos(offset);
    // Of an empty text it gives a line of its own making.
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
  const parsed = parseAllDocuments(text, {
    version: "1.1",
    logLevel: "silent",
    prettyErrors: false,
    // The parser's own check takes time with the square of the keys: convert() finds them.
    uniqueKeys: false,
    lineCounter: lines,
  });
  const documents: Document[] = "empty" in parsed ? [] : parsed;
  const wrong = ("empty" in parsed ? [parsed] : documents)
    .flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  for (const error of wrong.slice(0, MOST_SYNTAX_FINDINGS)) {
    findings.add("invalid", placeOf(error.pos[0]), "", syntaxWords(error));
  }
  if (wrong.length > 0) return [];
  const present = documents.filter(({ contents }) => !isEmpty(contents));
  if (present.length === 0) {
    const comments = text.includes("#");
    const what = comments ? "it holds nothing but comments" : "it is empty";
    findings.add("invalid", { line: 1, column: 1 }, "", what);
  }
  return present.map((yaml) => ({ root: convert(yaml.contents, { findings, placeOf }), yaml }));
}

/** Nothing between two lines of `---` is read as a null without a text. */
function isEmpty(contents: unknown): boolean {
  if (contents === null) return true;
  const { value, source } = Object(contents);
  return value === null && source === "";
}
