import assert from "node:assert/strict";
import fc from "fast-check";
import { readConfigFile } from "../../../../core/config/config_file.ts";
import { decodeSource, MOST_BYTES } from "../../../../core/config/source/decode.ts";
import { readDocuments } from "../../../../core/config/source/documents.ts";
import { createFindings, type Finding } from "../../../../core/config/source/finding.ts";
import { plainValue } from "../../../../core/config/source/node.ts";
import { mutated } from "../kubeadm/mutated.ts";
import { throwsWith } from "../../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** For all that is done with the largest text. The machine may be busy. */
const MOST_MS = 3000;

function read(text: string): { values: unknown[]; findings: readonly Finding[] } {
  const findings = createFindings();
  const documents = readDocuments(text, findings);
  return { values: documents.map(({ root }) => plainValue(root)), findings: findings.all };
}

Deno.test.each<{ text: string; values: unknown[] }>([
  { text: "a: 1\n", values: [{ a: 1 }] },
  { text: "---\na: 1\n", values: [{ a: 1 }] },
  { text: "a: 1\n---\n", values: [{ a: 1 }] },
  { text: "---\n---\na: 1\n...\n---\nb: 2", values: [{ a: 1 }, { b: 2 }] },
  { text: "# x\n---\n# y\na: 1\n", values: [{ a: 1 }] },
  { text: "\ufeffa: 1\n", values: [{ a: 1 }] },
  {
    text: "a: yes\nb: 010\nc: ~\nd: 2026-11-24\n",
    values: [{ a: true, b: 8, c: null, d: "2026-11-24" }],
  },
  { text: '{\n\t"a": [1, true]\n}\n', values: [{ a: [1, true] }] },
  { text: "a: &x {b: 1}\nc: *x\n", values: [{ a: { b: 1 }, c: { b: 1 } }] },
  {
    text: "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  b: 3\n",
    values: [{ a: { b: 1, c: 2 }, d: { b: 3, c: 2 } }],
  },
])("readDocuments() reads $text", ({ text, values }) => {
  assert.deepEqual(read(text), { values, findings: [] });
});

Deno.test.each([
  { text: "", line: 1, column: 1, says: /it is empty/ },
  { text: "\n\n---\n", line: 1, column: 1, says: /it is empty/ },
  { text: "# x\n", line: 1, column: 1, says: /nothing but comments/ },
  { text: "a: 1\nb:\n\tc: 1\n", line: 3, column: 1, says: /a tab indents/ },
  { text: "a: 1\nb: 2\na: 3\n", line: 3, column: 1, says: /given twice, first in line 1/ },
  { text: "a: 1\n---\nb: [1\n", line: 4, column: 1, says: /bracket|missing/ },
  { text: "a: *x\n", line: 1, column: 4, says: /no such anchor/ },
  { text: "a: &x [*x]\n", line: 1, column: 8, says: /inside of what it stands for/ },
  { text: "a: !foo 1\n", line: 1, column: 4, says: /tag/ },
  { text: "? {a: 1}\n: 2\n", line: 1, column: 3, says: /a key has to be a text/ },
  { text: "a:\n  <<: 1\n", line: 2, column: 3, says: /only a mapping can be merged/ },
  { text: `a: "\\q"\n`, line: 1, column: 5, says: /escape/ },
])("readDocuments() refuses $text at $line:$column", ({ text, line, column, says }) => {
  const [first] = read(text).findings;
  assert.match(first?.text ?? "", says);
  assert.deepEqual(first?.at, { line, column });
});

Deno.test("what the parser says never holds a part of the text", () => {
  const secret = "abcdef.0123456789abcdef";
  for (const text of [`a: "b" "${secret}"`, `{a: ${secret}`, `*${secret}: 1`, `!${secret} x`]) {
    const { findings } = read(text);
    assert.ok(findings.length > 0, text);
    assert.ok(!JSON.stringify(findings).includes("0123456789"), text);
  }
});

const WHOLE = MOST_BYTES;
Deno.test.each<{ what: string; text: string }>([
  { what: "brackets", text: "[".repeat(WHOLE) },
  { what: "braces", text: "{a: ".repeat(WHOLE / 4) },
  { what: "dashes", text: "- ".repeat(WHOLE / 2) },
  { what: "question marks", text: "? ".repeat(WHOLE / 2) },
  { what: "colons", text: ": ".repeat(WHOLE / 2) },
  { what: "documents", text: "---\n".repeat(WHOLE / 4) },
  { what: "anchors", text: "&a ".repeat(WHOLE / 3) },
  { what: "tabs", text: "\ta: b\n".repeat(WHOLE / 6) },
  { what: "quotes", text: '"'.repeat(WHOLE) },
  { what: "percent signs", text: "%\n".repeat(WHOLE / 2) },
  { what: "keys", text: Array.from({ length: 7000 }, (_, i) => `k${i}: 1`).join("\n") },
  { what: "keys in a row", text: `{${Array.from({ length: 7000 }, (_, i) => `k${i}: 1`)}}` },
  { what: "one key", text: "k: 1\n".repeat(WHOLE / 5) },
  { what: "aliases", text: `- &a 1\n${"- *a\n".repeat(WHOLE / 6)}` },
  {
    what: "aliases of aliases",
    text: Array.from(
      { length: 30 },
      (_, i) => `a${i}: &a${i} [${i === 0 ? "1" : `*a${i - 1},`.repeat(9)}]`,
    )
      .join("\n"),
  },
])("a text of nothing but $what is read or refused in good time", ({ text }) => {
  const began = performance.now();
  const { findings } = readConfigFile(text, { alone: true });
  assert.ok(findings.length > 0);
  assert.ok(performance.now() - began < MOST_MS);
});

Deno.test("a bomb of aliases is named so", () => {
  const rows = ["a: &a [1,1,1,1,1,1,1,1,1,1]"];
  for (const [name, of] of ["ba", "cb", "dc", "ed", "fe"].map((pair) => pair.split(""))) {
    rows.push(`${name}: &${name} [${Array(10).fill(`*${of}`).join(",")}]`);
  }
  assert.match(
    read(rows.join("\n")).findings[0]?.text ?? "",
    /too many values, with all its aliases/,
  );
});

Deno.test.each<{ what: string; bytes: Uint8Array; says: RegExp }>([
  {
    what: "not UTF-8",
    bytes: new Uint8Array([0x61, 0x3a, 0x20, 0xff]),
    says: /x:1:1: it is not UTF-8/,
  },
  { what: "a NUL", bytes: new TextEncoder().encode("a: 1\nb: \0"), says: /x:2:4: it holds a NUL/ },
  { what: "too large", bytes: new Uint8Array(MOST_BYTES + 1).fill(0x61), says: /more than 64 KiB/ },
])("decodeSource() refuses what is $what", ({ bytes, says }) => {
  const error = throwsWith("config-invalid", () => decodeSource(bytes, "x"));
  assert.match(error.message, says);
  assert.equal(error.exitCode, 3);
});

Deno.test("readConfigFile() neither throws nor hangs on a mutated file, and every place is in it", () => {
  fc.assert(
    fc.property(mutated, (text) => {
      const began = performance.now();
      const { findings } = readConfigFile(text, { alone: true });
      assert.ok(performance.now() - began < MOST_MS);
      const lines = text.split("\n").length;
      for (const { at } of findings) assert.ok(at.line >= 1 && at.line <= lines && at.column >= 1);
    }),
    { numRuns: 1500 },
  );
});

Deno.test("what is left of a document that is too large can be walked", () => {
  const row = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(`*${of}`)}]`;
  const rows = ["a: &a [1,1,1,1,1,1,1,1,1]"];
  const names = [..."abcdefghijklmnop"];
  for (const [index, name] of names.slice(1).entries()) rows.push(row(name, names[index] ?? ""));
  const began = performance.now();
  const { findings } = read(rows.join("\n"));
  assert.equal(findings.length, 1);
  assert.ok(performance.now() - began < MOST_MS);
});

/** What takes the longest of each kind, as large as a file may be. */
const WORST: readonly { what: string; line: (index: number) => string }[] = [
  { what: "unknown fields", line: (index) => `k${index}: 1\n` },
  { what: "one long name", line: () => "a" },
  { what: "lists in lists", line: () => "[" },
  { what: "documents", line: (index) => `---\napiVersion: a/b\nkind: K${index}\n` },
  { what: "comments", line: () => "#\n" },
  { what: "anchors and aliases", line: (index) => `k${index}: [&a${index} x, *a${index}]\n` },
];

Deno.test.each(WORST)(
  "a file of nothing but $what is read or refused within a second",
  ({ line }) => {
    const head = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\n";
    const lines = [head];
    let size = head.length;
    for (let index = 0;; index++) {
      const next = line(index);
      if (size + next.length > MOST_BYTES - 4) break;
      lines.push(next);
      size += next.length;
    }
    const text = `${lines.join("")}: 1\n`;
    // The best of some runs: a busy machine takes its time from all of them.
    const times = [0, 1, 2, 3].map(() => {
      const began = performance.now();
      readConfigFile(text);
      return performance.now() - began;
    });
    assert.ok(Math.min(...times) < 1000, times.join());
  },
);
