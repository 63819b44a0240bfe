import assert from "node:assert/strict";
import { runProgram } from "./program.ts";

const SECRET = "0123456789abcdef";
const GOOD = `abcdef.${SECRET}`;

/** Texts that are no tokens, and the part of each that must not be seen. */
const MALFORMED: readonly [text: string, secret: string][] = [
  ["abcdef.0123456789ABCDEF", "0123456789ABCDEF"],
  ["abcdef.0123456789abcde", "0123456789abcde"],
  ["abcdef-0123456789abcdef", "0123456789abcdef"],
  [" abcdef.0123456789abcdef", "0123456789abcdef"],
  ["abcdef.0123456789abcdef.x", "0123456789abcdef"],
];
const FLAGS = ["--token", "--discovery-token", "--tls-bootstrap-token"];

for (const flag of FLAGS) {
  Deno.test(`a malformed token of ${flag} is never shown`, async () => {
    for (const [text, secret] of MALFORMED) {
      const form = text === MALFORMED[0]?.[0] ? ["-o", "json"] : [];
      const { code, stdout, stderr } = await runProgram([
        "join",
        "a:1",
        `${flag}=${text}`,
        ...form,
      ]);
      assert.ok(!(stdout + stderr).includes(secret), `${flag} shows "${text}"`);
      assert.ok((stdout + stderr).includes("token-malformed"));
      assert.equal(code, 3);
    }
  });
}

/** Command lines that have a good token where something else belongs. */
const MISPLACED: readonly string[][] = [
  [GOOD],
  ["join", GOOD],
  ["join", "a:1", GOOD],
  ["join", "a:1", "--discovery-token-ca-cert-hash", GOOD],
  ["join", "a:1", "--token", GOOD, "--node-name", `${GOOD}!`],
  ["join", "a:1", "--token", GOOD, "--timeout", GOOD],
  ["join", "a:1", "--token", GOOD, "--wait", GOOD],
  ["join", "a:1", "--token", GOOD, "--cri-socket", GOOD],
  ["join", "a:1", "--token", GOOD, "--skip-phases", GOOD],
  ["join", `--tocken=${GOOD}`],
];

for (const form of ["text", "json"]) {
  Deno.test(`a good token in a wrong place is not shown as ${form}`, async () => {
    for (const args of MISPLACED) {
      const { code, stdout, stderr } = await runProgram([...args, `--output=${form}`]);
      assert.ok(!(stdout + stderr).includes(SECRET), `${args.join(" ")} shows the secret`);
      assert.equal(code, 3);
    }
  });
}
