import assert from "node:assert/strict";
import { certificatesOf } from "../../../core/trust/pem.ts";
import { decodePem } from "../../../core/trust/pem_blocks.ts";
import { CA_ONE, CA_TWO } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const ENCRYPTED = `-----BEGIN RSA PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-256-CBC,0011

AAAA
-----END RSA PRIVATE KEY-----
`;

Deno.test("decodePem() keeps nothing of a private key but its kind", () => {
  const { blocks, broken } = decodePem(`x\n${CA_ONE.pem}\ny\n${ENCRYPTED}${CA_TWO.pem}`);
  assert.equal(broken, undefined);
  assert.deepEqual(blocks, [
    { label: "CERTIFICATE", der: certificatesOf(CA_ONE.pem)[0] },
    { label: "RSA PRIVATE KEY", der: new Uint8Array() },
    { label: "CERTIFICATE", der: certificatesOf(CA_TWO.pem)[0] },
  ]);
});

Deno.test.each([
  { what: "no block", text: "x", says: /BEGIN line is broken/ },
  {
    what: "another end",
    text: CA_ONE.pem.replace("END C", "END X"),
    says: /block 1 .* no such end/,
  },
  { what: "no end", text: CA_ONE.pem + CA_TWO.pem.slice(0, 99), says: /block 2 .* no such end/ },
  { what: "no base64", text: CA_ONE.pem.replace("MII", "M!I"), says: /block 1 is not base64/ },
  {
    what: "nothing in it",
    text: "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    says: /block 1 is not base64/,
  },
])("decodePem() says what is broken: $what", ({ text, says }) => {
  assert.match(decodePem(text).broken ?? "", says);
});
