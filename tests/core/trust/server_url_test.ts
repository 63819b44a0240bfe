import assert from "node:assert/strict";
import fc from "fast-check";
import { JoinError } from "../../../core/engine/errors.ts";
import { serverUrl } from "../../../core/trust/server_url.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each([
  { text: "https://10.0.0.1:6443", url: "https://10.0.0.1:6443" },
  { text: "https://10.0.0.1:6443///", url: "https://10.0.0.1:6443" },
  { text: "https://api.example", url: "https://api.example" },
  { text: "https://API.Example:443/", url: "https://API.Example:443" },
  { text: "https://api.example./k8s", url: "https://api.example./k8s" },
  { text: "https://[2001:DB8::1]:6443", url: "https://[2001:DB8::1]:6443" },
  { text: "https://rancher.example/k8s/clusters/c-m-1", url: undefined },
])("serverUrl() takes $text", ({ text, url = text }) => {
  assert.equal(serverUrl(text, "discovery-file-malformed"), url);
});

Deno.test.each([
  "",
  "https://",
  "http://10.0.0.1",
  "HTTPS://10.0.0.1",
  "10.0.0.1:6443",
  "//10.0.0.1",
  "https:/10.0.0.1",
  "https:\\\\10.0.0.1",
  "https://good.example\\@evil.example",
  "https://good.example@evil.example",
  "https://evil.example#good.example",
  "https://evil.example?good.example",
  "https://10.0.0.1 ",
  "https://10.0.0.1\n",
  "https://10.0.0.1:0x10",
  "https://10.0.0.1:65536",
  "https://10.0.0.1:06443",
  "https://0x0a.0.0.1:6443",
  "https://012.0.0.1:6443",
  "https://167772161:6443",
  "https://10.1:6443",
  "https://１０.0.0.1:6443",
  "https://api。example",
  "https://api.exa%6dple",
  "https://ünï.example",
  "https://[fe80::1%25eth0]:6443",
  "https://[::1",
  "https://api.example/a/../b",
  "https://api.example/a/./b",
  "https://api.example/%2e%2e/b",
  "https://api.example/ünï",
  "https://api.example/a\\b",
])('serverUrl() refuses "%s"', (text) => {
  const error = throwsWith("discovery-file-malformed", () => {
    serverUrl(text, "discovery-file-malformed");
  });
  assert.match(error.hint, /https:\/\//);
});

Deno.test("serverUrl() says whose server it is", () => {
  const ofFile = throwsWith("discovery-file-malformed", () => {
    serverUrl("http://h", "discovery-file-malformed");
  });
  assert.match(ofFile.message, /"http:\/\/h" of the discovery file/);
  const ofCluster = throwsWith("cluster-info-malformed", () => {
    serverUrl("http://h", "cluster-info-malformed");
  });
  assert.match(ofCluster.message, /"http:\/\/h" of cluster-info/);
});

Deno.test("serverUrl() never takes what a reader of URLs takes for something else", () => {
  const host = fc.oneof(fc.webAuthority(), fc.domain(), fc.ipV4Extended(), fc.ipV6(), fc.string());
  const path = fc.oneof(fc.constant(""), fc.webPath(), fc.string());
  fc.assert(
    fc.property(host, path, (authority, rest) => {
      const text = `https://${authority}${rest}`;
      try {
        const url = serverUrl(text, "discovery-file-malformed");
        const read = new URL(`${url}/api/v1/nodes`);
        assert.equal(read.username + read.password + read.search + read.hash, "");
        // As it stands, but for the spelling of IPv6 addresses and the port that goes without saying.
        const plain = url.slice("https://".length).replace(/^[^/]+/, (all) => all.toLowerCase());
        const [stands = ""] = plain.split("/");
        if (!stands.startsWith("[")) assert.equal(stands.replace(/:443$/, ""), read.host);
        assert.equal(`${plain.slice(stands.length)}/api/v1/nodes`, read.pathname);
      } catch (error) {
        assert.ok(error instanceof JoinError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});
