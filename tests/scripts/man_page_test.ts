import assert from "node:assert/strict";
import { BUILD } from "../../core/build_facts.ts";
import { JOIN_FLAGS } from "../../core/cli/join_flag_table.ts";
import { phases } from "../../phases/manifest.ts";
import { manPage } from "../../scripts/docs/man.ts";
import { filled, macros, roff } from "../../scripts/docs/roff.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const PAGE = new URL("../../docs/kubeworker.1", import.meta.url);

Deno.test("docs/kubeworker.1 is current", async () => {
  assert.equal(await Deno.readTextFile(PAGE), manPage(phases, BUILD.version));
});

Deno.test("the man page has every flag of join, and every phase", () => {
  const page = manPage(phases, BUILD.version);
  for (const { flags } of JOIN_FLAGS) assert.ok(page.includes(`\\fB${roff(flags)}\\fR`), flags);
  for (const { name } of phases) assert.ok(page.includes(`\\fB${roff(name)}\\fR`), name);
});

Deno.test.each([
  { text: ".so /etc/passwd", is: "\\&.so /etc/passwd" },
  { text: "'quoted", is: "\\&'quoted" },
  { text: "a\\b", is: "a\\eb" },
  { text: "`--dry-run` shows", is: "\\fB\\-\\-dry\\-run\\fR shows" },
  { text: "a…", is: "a\\[u2026]" },
])('"$text" is a text for man(7), not a request', ({ text, is }) => {
  assert.equal(roff(text), is);
  assert.equal(filled(text), is);
});

Deno.test("a filled text is broken, and no line of it becomes a request", () => {
  const lines = filled(`${"word ".repeat(15)}.TH ${"word ".repeat(15)}`).split("\n");
  assert.ok(lines.length > 1);
  assert.ok(lines.every((line) => line.length <= 80 && !line.startsWith(".")));
  assert.equal(macros.section('a "b"'), '.SH "A ""B"""');
});

Deno.test({
  name: "mandoc finds nothing in docs/kubeworker.1",
  ignore: !await hasMandoc(),
  async fn() {
    const { stdout, stderr } = await new Deno.Command("mandoc", {
      args: ["-T", "lint", "docs/kubeworker.1"],
      cwd: new URL("../..", import.meta.url),
    }).output();
    assert.equal(new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr), "");
  },
});

async function hasMandoc(): Promise<boolean> {
  try {
    await new Deno.Command("mandoc", { args: [], stdin: "null", stdout: "null", stderr: "null" })
      .output();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
