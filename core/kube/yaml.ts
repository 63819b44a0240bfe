import { parse } from "yaml";

/** The parser's time grows with the square of a mapping's keys, and nothing interrupts it. */
const MAX_LINES = 3000;

/**
 * Reads YAML as Kubernetes' tools do (1.1: `no` is false, `010` is 8). Warnings are not printed: the parser
 * would write them past everything that looks after what is shown.
 *
 * @throws Error when it is not YAML, or too much of it
 */
export function parseYaml(source: string, maxBytes: number): unknown {
  if (source.length > maxBytes) throw new Error(`it has more than ${maxBytes >> 10} KiB`);
  if (source.split("\n").length > MAX_LINES) throw new Error(`it has more than ${MAX_LINES} lines`);
  if (source.includes("\0")) throw new Error("it holds a NUL");
  return parse(source, { version: "1.1", logLevel: "error" });
}
