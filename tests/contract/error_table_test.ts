import assert from "node:assert/strict";
import { ERROR_CODES, EXIT_CODES } from "../../core/engine/error_codes.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const tests = new URL("../", import.meta.url);
const table = Object.entries(ERROR_CODES).map(([code, row]) => ({ code, ...row }));

/** Every text under tests/ that expects something: tests, and the files of whole-join cases. */
async function expectations(directory = tests): Promise<string[]> {
  const texts: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    const url = new URL(isDirectory ? `${name}/` : name, directory);
    if (isDirectory) {
      if (!["support", "contract", "lab", "__snapshots__"].includes(name)) {
        texts.push(...await expectations(url));
      }
    } else if (/(_test\.ts|\.jsonl?)$/.test(name)) texts.push(await Deno.readTextFile(url));
  }
  return texts;
}

const expected = (await expectations()).join("\n");

Deno.test.each(table)('"$code" has an exit code that is documented', ({ exit }) => {
  assert.ok(Object.keys(EXIT_CODES).includes(String(exit)));
  assert.notEqual(exit, 0);
});

Deno.test.each(table)('"$code" says what it means and what to do', ({ code, means, hint }) => {
  assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  for (const text of [means, hint]) {
    assert.ok(text.length > 10);
    assert.ok(!text.endsWith(".") && !text.includes("\n"), text);
  }
});

Deno.test.each(table)('"$code" is produced by a test', ({ code }) => {
  assert.ok(expected.includes(`"${code}"`), `no test under tests/ expects "${code}"`);
});

const reference = await Deno.readTextFile(new URL("../docs/reference.md", tests)).catch(() =>
  undefined
);

Deno.test.each(table)('"$code" has a line in docs/reference.md', {
  ignore: reference === undefined,
}, ({ code, exit }) => {
  const line = reference?.split("\n").find((text) => text.includes(`\`${code}\``));
  assert.ok(line !== undefined, `docs/reference.md has no line for "${code}"`);
  assert.ok(line.includes(String(exit)), line);
});

Deno.test("every exit code but 0 is some error's", () => {
  const used = new Set(table.map(({ exit }) => String(exit)));
  assert.deepEqual(
    Object.keys(EXIT_CODES).filter((code) => code !== "0"),
    [...used].sort((a, b) => Number(a) - Number(b)),
  );
});
