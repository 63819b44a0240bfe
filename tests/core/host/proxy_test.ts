import assert from "node:assert/strict";
import fc from "fast-check";
import { proxyFor } from "../../../core/host/proxy.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import { everythingOf, throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const PROXY = "http://proxy.example:3128";

function environment(values: Record<string, string>): (name: string) => string | undefined {
  return (name) => values[name];
}

function isProxied(url: string, noProxy: string): boolean {
  return proxyFor(url, environment({ HTTPS_PROXY: PROXY, NO_PROXY: noProxy })) !== undefined;
}

// What golang.org/x/net/http/httpproxy does with the same values.
Deno.test.each<{ noProxy: string; host: string; proxied: boolean }>([
  { noProxy: "", host: "api.example:6443", proxied: true },
  { noProxy: "*", host: "api.example:6443", proxied: false },
  { noProxy: "other.example,*", host: "api.example:6443", proxied: false },
  { noProxy: "api.example", host: "api.example:6443", proxied: false },
  { noProxy: "example", host: "api.example:6443", proxied: false },
  { noProxy: "ample", host: "api.example:6443", proxied: true },
  { noProxy: "API.Example", host: "api.example:6443", proxied: false },
  { noProxy: "api.example", host: "API.EXAMPLE:6443", proxied: false },
  { noProxy: "api.example", host: "api.example.:6443", proxied: false },
  { noProxy: ".example", host: "api.example:6443", proxied: false },
  { noProxy: ".api.example", host: "api.example:6443", proxied: true },
  { noProxy: "*.example", host: "api.example:6443", proxied: false },
  { noProxy: "*.api.example", host: "api.example:6443", proxied: true },
  { noProxy: "*api.example", host: "api.example:6443", proxied: true },
  { noProxy: "pi.example", host: "api.example:6443", proxied: true },
  { noProxy: "api.example:6443", host: "api.example:6443", proxied: false },
  { noProxy: "api.example:443", host: "api.example:6443", proxied: true },
  { noProxy: "api.example:443", host: "api.example", proxied: false },
  { noProxy: ".example:6443", host: "api.example:6443", proxied: false },
  { noProxy: " api.example , x", host: "api.example:6443", proxied: false },
  { noProxy: ",,", host: "api.example:6443", proxied: true },
  { noProxy: ":6443", host: "api.example:6443", proxied: true },
  { noProxy: ".", host: "api.example:6443", proxied: true },
  { noProxy: "10.0.0.0/8", host: "10.1.2.3:6443", proxied: false },
  { noProxy: "10.0.0.0/8", host: "11.1.2.3:6443", proxied: true },
  { noProxy: "10.1.2.0/23", host: "10.1.3.255:6443", proxied: false },
  { noProxy: "10.1.2.0/23", host: "10.1.4.0:6443", proxied: true },
  { noProxy: "10.1.2.3", host: "10.1.2.3:6443", proxied: false },
  { noProxy: "10.1.2.3:443", host: "10.1.2.3:6443", proxied: true },
  { noProxy: "10.1.2.3:6443", host: "10.1.2.3:6443", proxied: false },
  { noProxy: "10.1.2", host: "10.1.2.3:6443", proxied: true },
  { noProxy: "10.0.0.0/33", host: "10.1.2.3:6443", proxied: true },
  { noProxy: "10.0.0.0/8:6443", host: "10.1.2.3:6443", proxied: true },
  { noProxy: "0.0.0.0/0", host: "api.example:6443", proxied: true },
  { noProxy: "0.0.0.0/0", host: "[2001:db8::1]:6443", proxied: true },
  { noProxy: "2001:db8::/32", host: "[2001:db8::1]:6443", proxied: false },
  { noProxy: "2001:db8::/32", host: "[2001:db9::1]:6443", proxied: true },
  { noProxy: "2001:db8::1", host: "[2001:db8:0:0::1]:6443", proxied: false },
  { noProxy: "[2001:db8::1]:6443", host: "[2001:db8::1]:6443", proxied: false },
  { noProxy: "[2001:db8::1]:443", host: "[2001:db8::1]:6443", proxied: true },
  { noProxy: "10.0.0.0/8", host: "[::ffff:10.1.2.3]:6443", proxied: false },
  { noProxy: "10.1.2.3", host: "[::ffff:10.1.2.3]:6443", proxied: false },
  { noProxy: "10.1.2.3", host: "[::a01:203]:6443", proxied: true },
  { noProxy: "::a01:203", host: "10.1.2.3:6443", proxied: true },
])("proxyFor() with NO_PROXY=$noProxy for $host: $proxied", ({ noProxy, host, proxied }) => {
  assert.equal(isProxied(`https://${host}/path`, noProxy), proxied);
});

Deno.test.each([
  "localhost",
  "localhost:6443",
  "127.0.0.1:6443",
  "127.9.9.9",
  "[::1]:6443",
  "[::ffff:127.0.0.1]:6443",
])("proxyFor() never sends %s to a proxy", (host) => {
  assert.equal(isProxied(`https://${host}/`, ""), false);
});

Deno.test.each<{ values: Record<string, string>; host: string | undefined }>([
  { values: {}, host: undefined },
  { values: { HTTPS_PROXY: "" }, host: undefined },
  { values: { HTTP_PROXY: "http://one:1", ALL_PROXY: "http://two:2" }, host: undefined },
  { values: { https_proxy: "http://lower:1" }, host: "lower" },
  { values: { https_proxy: "http://lower:1", HTTPS_PROXY: "http://upper:2" }, host: "upper" },
  { values: { https_proxy: "http://lower:1", HTTPS_PROXY: "" }, host: "lower" },
  { values: { HTTPS_PROXY: PROXY, no_proxy: "api.example" }, host: undefined },
  {
    values: { HTTPS_PROXY: PROXY, NO_PROXY: "x.example", no_proxy: "api.example" },
    host: "proxy.example",
  },
])("proxyFor() reads $values", ({ values, host }) => {
  assert.equal(proxyFor("https://api.example:6443/", environment(values))?.host, host);
});

Deno.test.each([
  { value: "http://proxy.example:3128", host: "proxy.example", port: 3128 },
  { value: "http://proxy.example", host: "proxy.example", port: 80 },
  { value: "http://proxy.example/", host: "proxy.example", port: 80 },
  { value: "proxy.example:3128", host: "proxy.example", port: 3128 },
  { value: "10.0.0.1:3128", host: "10.0.0.1", port: 3128 },
  { value: "HTTP://Proxy.Example:3128", host: "proxy.example", port: 3128 },
  { value: "http://[2001:db8::1]:3128", host: "2001:db8::1", port: 3128 },
])("proxyFor() takes the proxy $value", ({ value, host, port }) => {
  const proxy = proxyFor("https://api.example/", environment({ HTTPS_PROXY: value }));
  assert.deepEqual([proxy?.host, proxy?.port, proxy?.authorization], [host, port, undefined]);
});

Deno.test("proxyFor() keeps user and password for the proxy alone", () => {
  const value = "http://us%40er:pass%3Aword@proxy.example:3128";
  const proxy = proxyFor("https://api.example/", environment({ HTTPS_PROXY: value }));
  assert.equal(proxy?.shown, "http://proxy.example:3128");
  assert.equal(proxy.authorization?.reveal(), `Basic ${btoa("us@er:pass:word")}`);
  assert.doesNotMatch(Deno.inspect(proxy) + JSON.stringify(proxy), /pass|er@|dXNAZXI/);
});

Deno.test.each([
  { value: "http://", says: /not a URL/ },
  { value: "http://u:secret@", says: /not a URL/ },
  { value: "http://u:secret@pro xy", says: /not a URL/ },
  { value: "http://u:secret@proxy:port", says: /not a URL/ },
  { value: "https://u:secret@proxy.example", says: /https:\/\/proxy\.example.*only http/ },
  { value: "socks5://u:secret@proxy.example:1080", says: /socks5:\/\/proxy.*only http/ },
  { value: "http://u:secret%zz@proxy.example:3128", says: /user or password/ },
  { value: "http://%E0%A4%A:secret@proxy.example:3128", says: /user or password/ },
])("proxyFor() refuses the proxy $value and keeps its password", ({ value, says }) => {
  const error = throwsWith(
    "proxy-unusable",
    () => proxyFor("https://api.example/", environment({ HTTPS_PROXY: value })),
  );
  assert.match(error.message, says);
  assert.match(error.hint, /http:\/\/HOST|%25/);
  assert.doesNotMatch(everythingOf(error), /secret/);
});

Deno.test("proxyFor() throws nothing but a JoinError, whatever the environment holds", () => {
  const values = fc.record({ proxy: fc.string(), user: fc.string(), excepted: fc.string() });
  fc.assert(fc.property(values, ({ proxy, user, excepted }) => {
    for (const value of [proxy, `http://${user}@${proxy}`, `http://${user}:${proxy}@p.example`]) {
      const env = environment({ HTTPS_PROXY: value, NO_PROXY: excepted });
      try {
        const found = proxyFor("https://api.example:6443/", env);
        assert.ok(found === undefined || (found.host !== "" && found.port >= 0));
      } catch (error) {
        assert.ok(error instanceof JoinError, String(error));
      }
    }
  }));
});
