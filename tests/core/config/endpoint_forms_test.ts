import assert from "node:assert/strict";
import fc from "fast-check";
import { parseEndpoint } from "../../../core/config/endpoint.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

// Names by their letters, but readers of URLs make an address of them, or nothing at all.
Deno.test.each([
  "0x7f000001:6443",
  "0x7f.1:6443",
  "127.0.0.0x1:6443",
  "api.1:6443",
  "api.0x7f:6443",
  "xn--a:6443",
])('parseEndpoint() refuses the name "%s"', (text) => {
  const error = throwsWith("endpoint-malformed", () => parseEndpoint(text));
  assert.match(error.message, /is not a host name/);
});

Deno.test("parseEndpoint() never takes what a reader of URLs takes for something else", () => {
  const host = fc.oneof(
    fc.domain(),
    fc.ipV4Extended(),
    fc.ipV6().map((address) => `[${address}]`),
    fc.stringMatching(/^[0-9a-fx.]{1,12}$/),
    fc.string(),
  );
  const port = fc.oneof(fc.integer({ min: 0, max: 70_000 }).map(String), fc.string());
  fc.assert(
    fc.property(host, port, (name, number) => {
      try {
        const { host, port, text } = parseEndpoint(`${name}:${number}`);
        const read = new URL(`https://${text}/`);
        const found = read.hostname;
        if (!found.startsWith("[")) assert.equal(found, host.toLowerCase());
        assert.equal(Number(read.port || 443), port);
        assert.equal(read.username + read.password + read.search + read.hash, "");
        assert.equal(read.pathname, "/");
      } catch (error) {
        assert.ok(error instanceof JoinError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});
