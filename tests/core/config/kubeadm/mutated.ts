import fc from "fast-check";
import { readCorpus } from "./corpus.ts";

const samples = (await Promise.all(
  (["accepted", "unsupported", "refused"] as const).map(readCorpus),
)).flat();

const PIECES = [
  ...["", "\t", "\n", ": ", "- ", "&a", "*a", "[", "}", '"', "---\n", "<<: ", "!", "null", "{}"],
  ...["v1alpha3", "v1beta1", "5m", "true", "[]", "''", "0", "# "],
];

/** A text of the corpus with some characters taken out, put in or replaced. */
export const mutated: fc.Arbitrary<string> = fc.tuple(
  fc.constantFrom(...samples.map(({ text }) => text)),
  fc.array(
    fc.tuple(
      fc.nat({ max: 2000 }),
      fc.nat({ max: 12 }),
      fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 4 })),
    ),
    { minLength: 1, maxLength: 4 },
  ),
).map(([text, edits]) =>
  edits.reduce((now, [at, length, put]) => {
    const start = now.length === 0 ? 0 : at % now.length;
    return now.slice(0, start) + put + now.slice(start + length);
  }, text)
);

/** A text of the corpus without one of its lines, or with one twice: most of these are still YAML. */
export const relined: fc.Arbitrary<string> = fc.tuple(
  fc.constantFrom(...samples.map(({ text }) => text)),
  fc.nat({ max: 40 }),
  fc.constantFrom("drop", "number", "text", "version"),
).map(([text, at, how]) => {
  const lines = text.split("\n");
  const index = at % lines.length;
  const line = lines[index] ?? "";
  const put = {
    drop: [],
    number: [line.replace(/: .*/, ": 7")],
    text: [line.replace(/: .*/, ": some text")],
    version: [line.replace(/v1(alpha|beta)\d/, "v1beta2")],
  }[how] ?? [];
  return [...lines.slice(0, index), ...put, ...lines.slice(index + 1)].join("\n");
});
