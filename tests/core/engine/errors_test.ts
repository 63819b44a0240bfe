import assert from "node:assert/strict";
import { ERROR_CODES } from "../../../core/engine/error_codes.ts";
import { JoinError, toJoinError } from "../../../core/engine/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("JoinError takes hint and exit code from the table unless it is told a hint", () => {
  const plain = new JoinError("disk-full", "full");
  assert.equal(plain.hint, ERROR_CODES["disk-full"].hint);
  assert.equal(plain.exitCode, 9);
  assert.deepEqual(plain.detail, {});
  assert.equal(new JoinError("disk-full", "full", { hint: "buy one" }).hint, "buy one");
});

Deno.test("JoinError is an Error that keeps its cause", () => {
  const cause = new Error("underneath");
  const error = new JoinError("file-failed", "no", { cause });
  assert.ok(error instanceof Error);
  assert.equal(error.name, "JoinError");
  assert.equal(error.cause, cause);
  assert.equal("cause" in new JoinError("file-failed", "no"), false);
});

Deno.test("JoinError lists its causes, outermost first, without repetition", () => {
  const innermost = new Error("no");
  const inner = new Error("deeper", { cause: new Error("deepest", { cause: innermost }) });
  const error = new JoinError("file-failed", "no", {
    cause: new Error("deeper", { cause: inner }),
  });
  assert.deepEqual(error.causes, ["deeper", "deepest"]);
  assert.deepEqual(new JoinError("file-failed", "no", { cause: "a text" }).causes, []);
});

// In a process of its own: what does not end there can be ended.
Deno.test("JoinError does not go round in a circle of causes", async () => {
  const file = new URL("../../../core/engine/errors.ts", import.meta.url).href;
  const code = `import { JoinError } from "${file}"; const left = new Error("left");
    const right = new Error("right", { cause: left }); left.cause = right;
    console.log(new JoinError("file-failed", "no", { cause: left }).causes.join());`;
  const args = ["eval", "--no-config", code];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "null" })
    .spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), 2000);
  const { stdout } = await child.output();
  clearTimeout(timer);
  assert.equal(new TextDecoder().decode(stdout), "left,right\n");
});

Deno.test.each<{ what: string; thrown: unknown; code: string; message: RegExp }>([
  {
    what: "an abort",
    thrown: new AbortController(),
    code: "interrupted",
    message: /^Interrupted$/,
  },
  { what: "a stranger", thrown: new TypeError("no"), code: "internal", message: /TypeError: no/ },
  { what: "a text", thrown: "no", code: "internal", message: /no$/ },
  { what: "nothing", thrown: undefined, code: "internal", message: /undefined/ },
  { what: "a JoinError", thrown: new JoinError("usage", "no"), code: "usage", message: /^no$/ },
])("toJoinError() makes $code of $what", ({ thrown, code, message }) => {
  if (thrown instanceof AbortController) thrown.abort();
  const error = toJoinError(thrown instanceof AbortController ? thrown.signal.reason : thrown);
  assert.equal(error.code, code);
  assert.match(error.message, message);
});
