import assert from "node:assert/strict";
import { CA_ONE, CA_TWO } from "../core/kit/vectors.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { resultOf } from "./program.ts";
import { runWithInput } from "./input.ts";

Deno.test("pin reads a file, relative to where it is started", async () => {
  await using root = await temporaryRoot();
  await root.put("/ca.crt", CA_ONE.pem);
  const { code, stdout, stderr } = await runWithInput(["pin", "ca.crt"], "", { cwd: root.path });
  assert.equal(stderr, "");
  assert.equal(stdout, `${CA_ONE.pin}\n`);
  assert.equal(code, 0);
});

Deno.test("pin reads standard input", async () => {
  const { code, stdout } = await runWithInput(["pin", "-"], CA_ONE.pem + CA_TWO.pem);
  assert.equal(stdout, `${CA_ONE.pin}  CN=kubernetes\n${CA_TWO.pin}  CN=other\n`);
  assert.equal(code, 0);
});

Deno.test("pin refuses more of standard input than a bundle has", async () => {
  const { code, stdout, stderr } = await runWithInput(["pin", "-"], "x".repeat(2 << 20));
  assert.match(stderr, /Cannot use standard input: it has more than 1024 KiB[^]*input-unreadable/);
  assert.equal(stdout, "");
  assert.equal(code, 3);
});

Deno.test("pin -o json gives an error as JSON", async () => {
  const ended = await runWithInput(["pin", "-", "-o", "json"], "hello");
  const { ok, error } = resultOf(ended);
  assert.equal(ok, false);
  assert.equal(Object(error).code, "certificate-missing");
  assert.equal(ended.stderr, "");
  assert.equal(ended.code, 3);
});

Deno.test("pin takes one file", async () => {
  const { code, stderr } = await runWithInput(["pin", "a", "b"], "");
  assert.match(stderr, /too many arguments/i);
  assert.equal(code, 3);
});

/** Without any network, and with none of the powers that root has. */
const ALONE = ["unshare", "--net", "setpriv", "--bounding-set=-all", "--inh-caps=-all"] as const;

async function canBeAlone(): Promise<boolean> {
  try {
    const [program, ...args] = ALONE;
    return (await new Deno.Command(program, { args: [...args, "true"] }).output()).success;
  } catch {
    return false;
  }
}

Deno.test("pin needs no network and no root", { ignore: !await canBeAlone() }, async () => {
  const { stdout, stderr, code } = await runWithInput(["pin", "-"], CA_ONE.pem, { through: ALONE });
  assert.equal(stderr, "");
  assert.equal(stdout, `${CA_ONE.pin}\n`);
  assert.equal(code, 0);
});

Deno.test("pin says that it may not read a file", { ignore: !await canBeAlone() }, async () => {
  await using root = await temporaryRoot();
  await root.put("/ca.crt", CA_ONE.pem, 0o000);
  const args = ["pin", `${root.path}/ca.crt`];
  const { stdout, stderr, code } = await runWithInput(args, "", { through: ALONE });
  assert.match(stderr, /this user may not read it[^]*as root[^]*input-unreadable/);
  assert.equal(stdout, "");
  assert.equal(code, 3);
});
