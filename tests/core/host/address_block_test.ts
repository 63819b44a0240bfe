import assert from "node:assert/strict";
import fc from "fast-check";
import { isInBlock, parseAddress, parseBlock } from "../../../core/host/address_block.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each([
  { block: "10.0.0.0/8", inside: "10.255.255.255", outside: "11.0.0.0" },
  { block: "10.1.2.3/32", inside: "10.1.2.3", outside: "10.1.2.2" },
  { block: "192.168.4.0/22", inside: "192.168.7.255", outside: "192.168.8.0" },
  { block: "10.9.9.9/8", inside: "10.0.0.1", outside: "9.255.255.255" },
  { block: "128.0.0.0/1", inside: "255.1.1.1", outside: "127.255.255.255" },
  { block: "2001:db8::/32", inside: "2001:db8:ffff::1", outside: "2001:db9::" },
  { block: "fe80::/10", inside: "febf::1", outside: "fec0::1" },
  { block: "fe80::/10", inside: "fe80::1%eth0", outside: "::1" },
  { block: "::1/128", inside: "0:0:0:0:0:0:0:1", outside: "::2" },
  { block: "127.0.0.0/8", inside: "::ffff:127.0.0.1", outside: "::127.0.0.1" },
  { block: "0.0.0.0/0", inside: "255.255.255.255", outside: "::" },
  { block: "::/0", inside: "ffff::1", outside: "10.0.0.1" },
])("isInBlock() has $inside in $block, and $outside not", ({ block, inside, outside }) => {
  const parsed = parseBlock(block);
  assert.ok(parsed);
  assert.equal(isInBlock(parsed, inside), true);
  assert.equal(isInBlock(parsed, outside), false);
});

Deno.test.each([
  "10.0.0.0",
  "10.0.0.0/33",
  "10.0.0/8",
  "10.0.0.0/",
  "10.0.0.0/-1",
  "10.0.0.0/8/8",
  "2001:db8::/129",
  "[2001:db8::]/32",
  "example/8",
  "/8",
  "",
])('parseBlock() does not take "%s"', (text) => {
  assert.equal(parseBlock(text), undefined);
});

Deno.test("parseAddress() reads every spelling of an IPv6 address alike", () => {
  const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
  fc.assert(fc.property(groups, (parts) => {
    const long = parts.map((part) => part.toString(16).padStart(4, "0")).join(":");
    const short = new URL(`http://[${long}]`).hostname.slice(1, -1);
    const value = parts.reduce((sum, part) => sum << 16n | BigInt(part), 0n);
    const mapped = value >> 32n === 0xffffn;
    const expected = mapped ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
    assert.deepEqual(parseAddress(long), expected);
    assert.deepEqual(parseAddress(short.toUpperCase()), expected);
  }));
});

Deno.test("parseAddress() gives nothing for a text that is no address", () => {
  for (const text of ["", "a", "1", "1.2.3", "1.2.3.4.5", "::1::", "0x7f.0.0.1", "10.0.0.01"]) {
    assert.equal(parseAddress(text), undefined, text);
  }
});
