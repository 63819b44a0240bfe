import assert from "node:assert/strict";
import { Validator } from "@cfworker/json-schema";
import fc from "fast-check";
import { redactTokens } from "../../../../core/cli/redact.ts";
import { readConfigFile } from "../../../../core/config/config_file.ts";
import { schemaOf } from "../../../../core/config/kubeadm/schema.ts";
import { VERSIONS } from "../../../../core/config/kubeadm/versions.ts";
import { type Finding, showFinding } from "../../../../core/config/source/finding.ts";
import { plainValue } from "../../../../core/config/source/node.ts";
import { readCorpus, type Sample } from "./corpus.ts";
import { mutated, relined } from "./mutated.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const accepted = await readCorpus("accepted");
const unsupported = await readCorpus("unsupported");
const refused = await readCorpus("refused");

function findingsOf({ text }: Pick<Sample, "text">): readonly Finding[] {
  return readConfigFile(text, { alone: true }).findings;
}

function shown(sample: Sample): string {
  return findingsOf(sample).map((finding) =>
    `${finding.level}: ${showFinding(sample.name, finding)}`
  )
    .join("\n");
}

Deno.test.each(accepted)("$name is accepted", (sample) => {
  const bad = findingsOf(sample).filter(({ level }) => level !== "warning");
  assert.deepEqual(bad, []);
});

Deno.test.each(unsupported)("$name is right, but not for kubeworker", (sample) => {
  const findings = findingsOf(sample);
  assert.deepEqual(findings.filter(({ level }) => level === "invalid"), []);
  assert.ok(findings.some(({ level }) => level === "unsupported"));
});

Deno.test.each(refused)("$name is refused, with a place in the text", (sample) => {
  const bad = findingsOf(sample).filter(({ level }) => level === "invalid");
  assert.ok(bad.length > 0);
  const lines = sample.text.split("\n");
  for (const { at } of bad) {
    assert.ok(at.line <= lines.length && at.column <= (lines[at.line - 1] ?? "").length + 1);
  }
});

Deno.test("what is said of the corpus", async (t) => {
  const said = [...accepted, ...unsupported, ...refused].map(shown).filter((text) => text !== "");
  await t.assertSnapshot(said.join("\n"), { serializer: String });
});

Deno.test("nothing that is said of the corpus holds a token", () => {
  const said = [...accepted, ...unsupported, ...refused].map(shown).join("\n");
  for (const secret of ["0123456789abcdef\n", "0123456789ABCDEF", "abcdef-0", "1234567890123456"]) {
    assert.ok(!said.includes(secret), secret);
  }
  assert.equal(redactTokens(said), said);
});

/** What the schema of its version says about the JoinConfiguration of a sample; undefined: there is none. */
function bySchema({ text }: Sample): boolean | undefined {
  const { picked } = readConfigFile(text, { alone: true });
  if (picked.join === undefined) return undefined;
  const { version, source } = picked.join;
  const validator = new Validator(JSON.parse(JSON.stringify(schemaOf(version))), "2020-12");
  return validator.validate(plainValue(source.root)).valid;
}

Deno.test.each(accepted)("the schema accepts $name too", (sample) => {
  assert.equal(bySchema(sample), true);
});

Deno.test.each(unsupported)("the schema refuses $name too", (sample) => {
  assert.equal(bySchema(sample), false);
});

/** A schema sees one value of a key, and one document. */
const BEYOND_SCHEMAS = ["refused/duplicate-key", "refused/two-of-one-kind", "refused/two-versions"];

Deno.test.each(refused)("the schema refuses $name too, if it can", (sample) => {
  const verdict = bySchema(sample);
  if (verdict !== undefined) assert.equal(verdict, BEYOND_SCHEMAS.includes(sample.name));
});

Deno.test.each(VERSIONS.map((version) => ({ version })))(
  "the schema of $version describes every field",
  ({ version }) => {
    const text = JSON.stringify(schemaOf(version));
    assert.ok(text.includes(`kubeadm.k8s.io/${version}`));
    assert.equal(text.includes("taints"), true);
  },
);

/** Whether a text is accepted by the reader, and by the schema. */
function verdicts(text: string): { reader: boolean; schema: boolean } | undefined {
  const schema = bySchema({ name: "", text });
  if (schema === undefined) return undefined;
  return { reader: findingsOf({ text }).every(({ level }) => level === "warning"), schema };
}

Deno.test("what the reader accepts of changed files, the schema accepts", () => {
  fc.assert(
    fc.property(fc.oneof(mutated, relined), (text) => {
      const both = verdicts(text);
      if (both?.reader) assert.ok(both.schema, text);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("most of what the reader refuses of changed files, the schema refuses", () => {
  const both = fc.sample(relined, 2000).map(verdicts).filter((one) => one?.reader === false);
  const caught = both.filter((one) => one?.schema === false).length;
  assert.ok(both.length > 200, `${both.length}`);
  assert.ok(caught / both.length > 0.9, `${caught} of ${both.length}`);
});
