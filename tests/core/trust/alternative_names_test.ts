import assert from "node:assert/strict";
import { alternativeNames, isNameOf } from "../../../core/trust/alternative_names.ts";
import { certificatesOf } from "../../../core/trust/pem.ts";
import { createAuthority } from "../../support/pki.ts";
import { CA_ONE } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const authority = await createAuthority();

async function namesOf(dns: string[], ip: string[] = []) {
  const { certificatePem } = await authority.issue({ commonName: "x", usage: "server", dns, ip });
  const [der = new Uint8Array()] = certificatesOf(certificatePem);
  return await alternativeNames(der);
}

Deno.test("alternativeNames() gives the names one by one", async () => {
  const names = await namesOf(["a.example", "b, IP Address:10.0.0.9"], ["10.0.0.1", "2001:db8::1"]);
  assert.deepEqual(names.slice(0, 3), [
    { kind: "dns", value: "a.example" },
    { kind: "dns", value: "b, IP Address:10.0.0.9" },
    { kind: "ip", value: "10.0.0.1" },
  ]);
  assert.ok(isNameOf("2001:DB8:0:0::1", names));
  assert.ok(!isNameOf("10.0.0.9", names));
});

Deno.test("alternativeNames() of a certificate without any are none", async () => {
  const [der = new Uint8Array()] = certificatesOf(CA_ONE.pem);
  assert.deepEqual(await alternativeNames(der), []);
  await assert.rejects(alternativeNames(der.slice(5)));
});

Deno.test.each([
  { host: "a.example", name: "a.example", fits: true },
  { host: "A.Example", name: "a.eXample", fits: true },
  { host: "a.example.", name: "a.example", fits: true },
  { host: "b.a.example", name: "a.example", fits: false },
  { host: "a.example", name: "*.example", fits: true },
  { host: "b.a.example", name: "*.example", fits: false },
  { host: "example", name: "*.example", fits: false },
  { host: ".example", name: "*.example", fits: false },
  { host: "ab.example", name: "a*.example", fits: false },
  { host: "10.0.0.1", name: "10.0.0.1", fits: false },
  { host: "10.0.0.1", name: "*.0.0.1", fits: false },
])('isNameOf() takes "$host" for "$name": $fits', ({ host, name, fits }) => {
  assert.equal(isNameOf(host, [{ kind: "dns", value: name }]), fits);
});

Deno.test.each([
  { host: "10.0.0.1", address: "10.0.0.1", fits: true },
  { host: "10.0.0.1", address: "10.0.0.11", fits: false },
  { host: "::1", address: "0:0:0:0:0:0:0:1", fits: true },
  { host: "::1", address: "::2", fits: false },
  { host: "localhost", address: "127.0.0.1", fits: false },
])('isNameOf() takes "$host" for the address "$address": $fits', ({ host, address, fits }) => {
  assert.equal(isNameOf(host, [{ kind: "ip", value: address }]), fits);
});
