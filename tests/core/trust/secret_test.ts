import assert from "node:assert/strict";
import { format, inspect } from "node:util";
import { JoinError } from "../../../core/engine/errors.ts";
import { reportError } from "../../../core/cli/error_report.ts";
import { Secret } from "../../../core/trust/secret.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const text = new Secret("hunter2hunter2");
const bytes = new Secret(new TextEncoder().encode("hunter2hunter2"));
const error = new JoinError("internal", `it was ${text}`, {
  cause: new Error("underneath", { cause: { text, bytes } }),
  detail: { text, list: [bytes] },
});

Deno.test.each([
  { how: "a template", shown: `${text} ${bytes}` },
  { how: "String()", shown: String(text) + String(bytes) },
  { how: "concatenation", shown: "" + text + bytes },
  { how: "JSON", shown: JSON.stringify({ text, deep: [bytes] }) },
  {
    how: "Deno.inspect",
    shown: Deno.inspect({ text, deep: { bytes } }, { depth: 9, showHidden: true }),
  },
  {
    how: "util.inspect",
    shown: inspect({ text, deep: { bytes } }, { depth: 9, showHidden: true }),
  },
  { how: "console's formats", shown: format("%s %o %O %j", text, bytes, text, bytes) },
  { how: "an error's inspection", shown: Deno.inspect(error, { depth: 9 }) },
  { how: "an error's report", shown: JSON.stringify(reportError(error)) },
  {
    how: "Object.entries",
    shown: Deno.inspect(Object.entries(text)) + JSON.stringify({ ...text }),
  },
])("Secret does not show in $how", ({ shown }) => {
  assert.doesNotMatch(shown, /hunter2|104, 117|104,117|68 75 6e/);
});

Deno.test("Secret prints as [redacted]", () => {
  assert.equal(`${text}`, "[redacted]");
  assert.equal(JSON.stringify({ text }), '{"text":"[redacted]"}');
  assert.equal(Deno.inspect(text), "[redacted]");
  assert.equal(inspect(bytes), "[redacted]");
});

Deno.test("Secret does not show by console.log of a real process", async () => {
  const file = new URL("../../../core/trust/secret.ts", import.meta.url).href;
  const code = `import { Secret } from "${file}"; const s = new Secret("hunter2hunter2");
    console.log(s, "%s", s, { s }); console.error(new Error("e", { cause: s })); console.table([{ s }]); throw s;`;
  const child = new Deno.Command(Deno.execPath(), { args: ["eval", "--no-config", code] });
  const { stdout, stderr, success } = await child.output();
  const shown = new TextDecoder().decode(new Uint8Array([...stdout, ...stderr]));
  assert.equal(success, false);
  assert.match(shown, /\[redacted\]/);
  assert.doesNotMatch(shown.replaceAll(code, ""), /hunter2hunter2(?!"\))/);
});

Deno.test("Secret gives its value to reveal() and map() alone", () => {
  assert.equal(text.reveal(), "hunter2hunter2");
  const mapped = text.map((value) => value.toUpperCase());
  assert.equal(mapped.reveal(), "HUNTER2HUNTER2");
  assert.equal(String(mapped), "[redacted]");
});
