import assert from "node:assert/strict";
import { parse } from "yaml";
import { runProgram } from "./program.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NAMES = ["version", "commit", "kind", "deno", "engine", "target"];

Deno.test.each<{ form: string; read: (text: string) => unknown }>([
  { form: "json", read: JSON.parse },
  { form: "yaml", read: parse },
])("version -o $form has every fact, as a text", async ({ form, read }) => {
  const { code, stdout, stderr } = await runProgram(["version", "-o", form]);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  const facts = read(stdout);
  assert.ok(typeof facts === "object" && facts !== null);
  assert.deepEqual(Object.keys(facts), NAMES);
  for (const value of Object.values(facts)) assert.equal(typeof value, "string");
});

Deno.test("version -o short is the number alone; text is what --version prints", async () => {
  const [short, text, plain] = await Promise.all([
    runProgram(["version", "-o=short"]),
    runProgram(["version", "--output=text"]),
    runProgram(["--version"]),
  ]);
  assert.match(short.stdout, /^\d+\.\d+\.\d+\n$/);
  assert.equal(text.stdout, plain.stdout);
  assert.ok(plain.stdout.startsWith(`kubeworker ${short.stdout.trim()} (`));
});

Deno.test("version -o xml: the error says what there is", async () => {
  const { code, stdout, stderr } = await runProgram(["version", "-o", "xml"]);
  assert.equal(code, 3);
  assert.equal(stdout, "");
  assert.match(
    stderr,
    /Cannot use "xml" for --output\n +hint: +there are: text, short, json, yaml/,
  );
});
