import type { YAMLParseError, YAMLWarning } from "yaml";

/**
 * The parser's errors in words of ours: its own may quote the text, which may be a secret. Those that are not
 * here are said as `MISPLACED`.
 */
const WORDS: Readonly<Partial<Record<YAMLParseError["code"], string>>> = {
  ALIAS_PROPS: "an alias (*name) cannot have a tag or an anchor",
  BAD_ALIAS: "this is not a usable alias or anchor",
  BAD_DIRECTIVE: "this directive (%…) is not YAML's",
  BAD_DQ_ESCAPE: 'this escape (\\…) is unknown between "double quotes"',
  BAD_INDENT: "this line is indented wrongly, or a bracket is not closed",
  BAD_SCALAR_START: "a text that begins so needs quotes",
  BLOCK_AS_IMPLICIT_KEY: "a second `key:` on one line: break the line, or put the text in quotes",
  BLOCK_IN_FLOW: "a block cannot stand between brackets",
  DUPLICATE_KEY: "this key is there twice",
  KEY_OVER_1024_CHARS: "this key is too long",
  MISSING_CHAR: "a character is missing here: a quote, a bracket, a comma or a blank after `:`",
  MULTILINE_IMPLICIT_KEY: "a key has to be on one line: is a `:` missing?",
  MULTIPLE_ANCHORS: "a value can have only one anchor (&name)",
  MULTIPLE_TAGS: "a value can have only one tag (!name)",
  RESOURCE_EXHAUSTION: "it is nested too deeply",
  TAB_AS_INDENT: "a tab indents this line: YAML takes only spaces",
  TAG_RESOLVE_FAILED: "this tag (!…) is unknown",
};

const MISPLACED = "this is not YAML: something stands here that does not belong here";

/** What the parser did not like, without a character of the text. */
export function syntaxWords({ code }: YAMLParseError | YAMLWarning): string {
  return WORDS[code] ?? MISPLACED;
}
