import assert from "node:assert/strict";
import { readCaPins } from "../../../core/discovery/ca_pins.ts";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { createInputs } from "../../../core/host/inputs.ts";
import { failsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";
import { CA_ONE, CA_TWO } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const inputs = createInputs();
const KEY = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAA\n-----END PRIVATE KEY-----\n";
const BROKEN = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";

Deno.test("readCaPins() gives the pins of all certificates in the file", async () => {
  await using root = await temporaryRoot();
  await root.put("/one.crt", CA_ONE.pem);
  await root.put("/both.crt", `Subject: kubernetes\n${CA_TWO.pem}${CA_ONE.pem}`);
  assert.deepEqual(await readCaPins(`${root.path}/one.crt`, inputs), [CA_ONE.pin]);
  assert.deepEqual(await readCaPins(`${root.path}/both.crt`, inputs), [CA_TWO.pin, CA_ONE.pin]);
});

Deno.test.each<{ what: string; text: string; mode?: number; code: ErrorCode; says: RegExp }>([
  { what: "without PEM", text: "hello", code: "ca-malformed", says: /Cannot use the CA file \// },
  { what: "that is empty", text: "", code: "ca-malformed", says: /Cannot use the CA file/ },
  {
    what: "with a private key",
    text: CA_ONE.pem + KEY,
    code: "ca-malformed",
    says: /Cannot use the CA file/,
  },
  { what: "with a broken block", text: BROKEN, code: "ca-malformed", says: /Cannot use the CA/ },
  {
    what: "that everybody can change",
    text: CA_ONE.pem,
    mode: 0o646,
    code: "discovery-file-unsafe",
    says: /changed by everybody \(mode 0646\)/,
  },
])("readCaPins() refuses a file $what", async ({ text, mode, code, says }) => {
  await using root = await temporaryRoot();
  await root.put("/ca.crt", text, mode);
  const error = await failsWith(code, () => readCaPins(`${root.path}/ca.crt`, inputs));
  assert.match(error.message, says);
});

Deno.test("readCaPins() says what --discovery-ca takes when there is no such file", async () => {
  const error = await failsWith(
    "discovery-file-unreadable",
    () => readCaPins("/no/such/ca.crt", inputs),
  );
  assert.match(error.message, /no CA file \/no\/such\/ca\.crt/);
  assert.match(error.hint, /--discovery-ca takes/);
});

Deno.test("readCaPins() refuses a directory", async () => {
  await using root = await temporaryRoot();
  await failsWith("file-failed", () => readCaPins(root.path, inputs));
});
