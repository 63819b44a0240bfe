import assert from "node:assert/strict";
import "reflect-metadata";
import { ExtendedKeyUsage } from "@peculiar/x509";
import type { TrustedCa } from "../../../core/trust/ca.ts";
import { createNodeRequest } from "../../../core/trust/certificate_request.ts";
import { checkIssued } from "../../../core/trust/issued.ts";
import { generateNodeKey } from "../../../core/trust/node_key.ts";
import { createAuthority } from "../../support/pki.ts";
import { certificateFor, type Making, NODE, trusting } from "../kit/certificates.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DAY = 86_400_000;
const authority = await createAuthority();
const namesake = await createAuthority();
const key = generateNodeKey();
const good = await certificateFor(authority, { key });

function check(pem: string, { now = new Date(), ca = trusting(authority) as TrustedCa } = {}) {
  return checkIssued(pem, { publicKey: key.publicKey, nodeName: NODE, ca, now });
}

Deno.test("checkIssued() accepts what the cluster's signer issues", async () => {
  const pem = await authority.signRequest(await createNodeRequest(key, NODE));
  const issued = await check(pem);
  assert.equal(issued.pem, pem);
  assert.ok(issued.notAfter.getTime() > Date.now() + 300 * DAY);
  assert.ok(issued.notBefore.getTime() < Date.now());
});

Deno.test("checkIssued() accepts a certificate of any CA of a rotation", async () => {
  assert.ok(await check(good, { ca: trusting(namesake, authority) }));
});

Deno.test("checkIssued() accepts further usages beside client authentication", async () => {
  const usages = [ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth];
  assert.ok(await check(await certificateFor(authority, { key, usages })));
});

const node = { CN: [`system:node:${NODE}`] };
const nodes = { O: ["system:nodes"] };

Deno.test.each<{ what: string; making: Making; why: string }>([
  { what: "another key", making: { key: generateNodeKey() }, why: "another key" },
  {
    what: "another node's name",
    making: { subject: [nodes, { CN: ["system:node:worker-2"] }] },
    why: "worker-2",
  },
  {
    what: "a name that only begins like ours",
    making: { subject: [nodes, { CN: [`system:node:${NODE}0`] }] },
    why: "common name",
  },
  {
    what: "an administrator's name",
    making: { subject: [nodes, { CN: ["kubernetes-admin"] }] },
    why: "common name",
  },
  { what: "no name", making: { subject: [nodes] }, why: "common name" },
  { what: "two names", making: { subject: [nodes, node, { CN: ["x"] }] }, why: "common name" },
  {
    what: "another group",
    making: { subject: [{ O: ["system:masters"] }, node] },
    why: "organisation",
  },
  {
    what: "one group more",
    making: { subject: [nodes, { O: ["system:masters"] }, node] },
    why: "organisation",
  },
  { what: "no group", making: { subject: [node] }, why: "organisation" },
  {
    what: "server authentication alone",
    making: { usages: [ExtendedKeyUsage.serverAuth] },
    why: "client authentication",
  },
  { what: "no usage", making: { usages: [] }, why: "client authentication" },
])("checkIssued() refuses a certificate for $what", async ({ making, why }) => {
  const error = await failsWith(
    "certificate-wrong",
    async () => check(await certificateFor(authority, { key, ...making })),
  );
  assert.ok(error.message.includes(why), error.message);
});

Deno.test("checkIssued() refuses a certificate of another CA with the same name", async () => {
  const pem = await certificateFor(namesake, { key });
  const error = await failsWith("certificate-wrong", () => check(pem));
  assert.match(error.message, /not issued by the cluster's CA but by "CN=kubernetes"/);
});

Deno.test("checkIssued() refuses another CA's certificate that brings its CA along", async () => {
  const pem = await certificateFor(namesake, { key });
  await failsWith("certificate-wrong", () => check(pem + namesake.certificatePem));
});

Deno.test("checkIssued() refuses a certificate that signs itself", async () => {
  const self = await createAuthority({ name: "self" });
  await failsWith("certificate-wrong", async () => check(await certificateFor(self, { key })));
});

Deno.test("checkIssued() follows intermediates that came along, in any order", async () => {
  const first = await createAuthority({ name: "first", issuer: authority });
  const second = await createAuthority({ name: "second", issuer: first });
  const leaf = await certificateFor(second, { key });
  const [a, b] = [first.certificatePem, second.certificatePem];
  assert.equal((await check(leaf + b + a)).pem, leaf + b + a);
  assert.ok(await check(leaf + a + b));
  await failsWith("certificate-wrong", () => check(leaf));
  await failsWith("certificate-wrong", () => check(leaf + b));
  await failsWith("certificate-wrong", () => check(b + leaf + a));
});

Deno.test("checkIssued() refuses an intermediate that is not a CA", async () => {
  const middle = await createAuthority({ name: "m", issuer: authority, notAnAuthority: true });
  const leaf = await certificateFor(middle, { key });
  await failsWith("certificate-wrong", () => check(leaf + middle.certificatePem));
});

Deno.test("checkIssued() does not go round in circles", async () => {
  const [left, right] = await Promise.all(["a", "a"].map((name) => createAuthority({ name })));
  const circle = `${left?.certificatePem}${right?.certificatePem}`.repeat(3);
  const leaf = await certificateFor(left ?? authority, { key });
  await failsWith("certificate-wrong", () => check(leaf + circle));
});

Deno.test("checkIssued() blames the clock for a certificate that is not valid yet", async () => {
  const now = new Date(Date.now() - 2 * DAY);
  const error = await failsWith("clock-off", () => check(good, { now }));
  assert.match(error.message, /valid from .*Z, 172[45]\d\d s after this machine's time/);
});

Deno.test("checkIssued() blames the clock for a certificate past its end", async () => {
  const now = new Date(Date.now() + 400 * DAY);
  const error = await failsWith("clock-off", () => check(good, { now }));
  assert.match(error.message, /ended at/);
});

Deno.test.each([
  { what: "nothing", pem: "" },
  { what: "another text", pem: "hello" },
  { what: "a private key", pem: key.pem.reveal() },
  { what: "certificate and key", pem: good + key.pem.reveal() },
  {
    what: "a block that is no certificate",
    pem: "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
  },
  {
    what: "random bytes",
    pem: `-----BEGIN CERTIFICATE-----\n${"q80z".repeat(40)}\n-----END CERTIFICATE-----\n`,
  },
  { what: "half a certificate", pem: good.replace(/\n.*\n.*\n-----END/, "\n-----END") },
  {
    what: "a good one and half another",
    pem: good + authority.certificatePem.replace(/\n.*\n-----END/, "\n-----END"),
  },
])("checkIssued() refuses $what", async ({ pem }) => {
  await failsWith("certificate-wrong", () => check(pem));
});

Deno.test("checkIssued() does not walk in circles among CAs of one name", async () => {
  const others = await Promise.all(Array.from({ length: 7 }, () => createAuthority({ name: "n" })));
  const began = performance.now();
  const leaf = await certificateFor(others[0] ?? authority, { key });
  const pem = [leaf, ...others.map(({ certificatePem }) => certificatePem)].join("");
  await failsWith("certificate-wrong", () => check(pem));
  await failsWith("certificate-wrong", () => check(pem + authority.certificatePem));
  assert.ok(performance.now() - began < 2000);
});
