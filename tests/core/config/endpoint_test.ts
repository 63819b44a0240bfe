import assert from "node:assert/strict";
import { parseEndpoint } from "../../../core/config/endpoint.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each(
  [
    ["10.0.0.1:6443", "10.0.0.1", 6443],
    ["127.0.0.1:1", "127.0.0.1", 1],
    ["api.example.com:443", "api.example.com", 443],
    ["api.example.com.:6443", "api.example.com.", 6443],
    ["API.Example.COM:6443", "API.Example.COM", 6443],
    ["localhost:65535", "localhost", 65535],
    ["k8s:6443", "k8s", 6443],
    ["1a.example:6443", "1a.example", 6443],
    ["[2001:db8::1]:6443", "2001:db8::1", 6443],
    ["[::1]:6443", "::1", 6443],
    ["[::ffff:10.0.0.1]:6443", "::ffff:10.0.0.1", 6443],
  ] as const,
)("parseEndpoint() reads %s", (text, host, port) => {
  assert.deepEqual(parseEndpoint(text), { host, port, text });
});

Deno.test.each<[string, RegExp, RegExp?]>([
  ["", /empty/],
  ["10.0.0.1", /no port/, /write 10\.0\.0\.1:6443/],
  ["api.example.com", /no port/, /write api\.example\.com:6443/],
  ["[2001:db8::1]", /no port/, /write \[2001:db8::1\]:6443/],
  ["2001:db8::1", /brackets/, /write \[2001:db8::1\]:6443/],
  ["::1", /brackets/],
  ["10.0.0.1:", /"" is not a port/],
  ["10.0.0.1:0", /"0" is not a port/],
  ["10.0.0.1:65536", /"65536" is not a port/],
  ["10.0.0.1:-1", /"-1" is not a port/],
  ["10.0.0.1:https", /"https" is not a port/],
  ["10.0.0.1:6443 ", /"6443 " is not a port/],
  ["10.0.0.1:0x1", /is not a port/],
  [":6443", /no host/],
  ["[]:6443", /not an IPv6 address/],
  ["[10.0.0.1]:6443", /not an IPv6 address/],
  ["[2001:db8::1%eth0]:6443", /zone/],
  ["[2001:db8::g]:6443", /not an IPv6 address/],
  ["https://10.0.0.1:6443", /scheme/, /write 10\.0\.0\.1:6443 instead/],
  ["https://10.0.0.1:6443/", /scheme/, /write 10\.0\.0\.1:6443 instead/],
  ["https://10.0.0.1:6443/api/v1", /scheme/, /write 10\.0\.0\.1:6443 instead/],
  ["https://10.0.0.1", /scheme/, /write 10\.0\.0\.1:6443 instead/],
  ["10.0.0.1:6443/api", /path/, /write 10\.0\.0\.1:6443 instead/],
  ["user@10.0.0.1:6443", /user name/],
  ["256.0.0.1:6443", /not a host name/],
  ["10.0.1:6443", /not a host name/],
  ["10.0.0.0.1:6443", /not a host name/],
  ["node_1:6443", /not a host name/],
  ["-a.example:6443", /not a host name/],
  ["a..b:6443", /not a host name/],
  ["a b:6443", /not a host name/],
  [`${"a".repeat(64)}:6443`, /not a host name/],
])('parseEndpoint() refuses "%s"', (text, why, hint) => {
  const error = throwsWith("endpoint-malformed", () => parseEndpoint(text));
  assert.match(error.message, why);
  if (hint instanceof RegExp) assert.match(error.hint, hint);
});
