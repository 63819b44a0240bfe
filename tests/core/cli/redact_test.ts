import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonOutput, type Sink, textOutput } from "../../../core/cli/output.ts";
import { redactTokens } from "../../../core/cli/redact.ts";
import type { JoinEvent } from "../../../core/engine/events.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKEN = "abcdef.0123456789abcdef";
const SECRET = "0123456789abcdef";

Deno.test.each([
  { text: TOKEN, is: "abcdef.[redacted]" },
  { text: `Bearer ${TOKEN}, and ${TOKEN}`, is: "Bearer abcdef.[redacted], and abcdef.[redacted]" },
  { text: `"${TOKEN}"`, is: '"abcdef.[redacted]"' },
  { text: `--token=${TOKEN}`, is: "--token=abcdef.[redacted]" },
  { text: `\n${TOKEN}\n`, is: "\nabcdef.[redacted]\n" },
  { text: "10.0.0.1:6443", is: "10.0.0.1:6443" },
  { text: "api.example.com", is: "api.example.com" },
  { text: "kubelet-client-current.pem", is: "kubelet-client-current.pem" },
  { text: "sha256:0123456789abcdef", is: "sha256:0123456789abcdef" },
])("redactTokens() makes $is of $text", ({ text, is }) => {
  assert.equal(redactTokens(text), is);
});

function sink() {
  const written: string[] = [];
  const made: Sink = {
    isTerminal: false,
    columns: 80,
    out: (text) => void written.push(text),
    err: (text) => void written.push(text),
  };
  return { sink: made, text: () => written.join("") };
}

function failure(said: string): JoinEvent {
  const error = {
    code: "internal",
    message: said,
    hint: said,
    causes: [said],
    detail: { said, log: [said] },
  } as const;
  return {
    time: "",
    elapsedMs: 0,
    kind: "result",
    ok: false,
    exitCode: 1,
    dryRun: false,
    error: { ...error, causes: [said] },
  };
}

// In JSON a line break is the letter n behind a backslash: right before the token.
Deno.test.each([
  { before: "", after: "" },
  { before: "\n", after: "\n" },
  { before: "\t", after: "\t" },
  { before: "\r\n", after: "" },
  { before: "\u0001", after: "\u0001" },
  { before: "token: ", after: "." },
  { before: "\\", after: "\\" },
])("no output shows a token between $before and $after", ({ before, after }) => {
  const event = failure(before + TOKEN + after);
  for (const make of [jsonOutput, (to: Sink) => textOutput(to, true)]) {
    const { sink: to, text } = sink();
    make(to).show(event);
    assert.ok(!text().includes(SECRET), text());
    assert.ok(text().includes("abcdef.[redacted]"), text());
  }
});

Deno.test("jsonOutput() prints one valid object a line, whatever is in it", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (said) => {
    const { sink: to, text } = sink();
    jsonOutput(to).show(failure(said + TOKEN));
    const lines = text().split("\n");
    assert.equal(lines.length, 2);
    assert.equal(JSON.parse(lines[0] ?? "").kind, "result");
  }));
});

// Before it is verified, anybody may choose a server's words.
Deno.test("textOutput() does not let a server's words command the terminal", () => {
  const { sink: to, text } = sink();
  textOutput({ ...to, isTerminal: true }, true).show(
    failure("a\x1b[2Jb\x1b]0;evil\x07c\rd\x9b31me"),
  );
  // deno-lint-ignore no-control-regex -- they are what must not be there
  assert.doesNotMatch(text(), /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});
