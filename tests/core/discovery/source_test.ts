import assert from "node:assert/strict";
import fc from "fast-check";
import { discoverySource, shownUrl } from "../../../core/discovery/source.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import { everythingOf, throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DIGEST = "0123456789abcdef".repeat(4);

Deno.test.each([
  { discoveryFile: "/etc/discovery.yaml", path: "/etc/discovery.yaml" },
  { discoveryFile: "discovery.yaml", path: "discovery.yaml" },
  { discoveryFile: "../a/discovery.yaml", path: "../a/discovery.yaml" },
  { discoveryFile: "/a path/with blanks", path: "/a path/with blanks" },
  { discoveryFile: "/a%20b#c?d", path: "/a%20b#c?d" },
  { discoveryFile: "https:/one-slash", path: "https:/one-slash" },
  { discoveryFile: "file:///etc/discovery.yaml", path: "/etc/discovery.yaml" },
  { discoveryFile: "FILE:///etc/discovery.yaml", path: "/etc/discovery.yaml" },
  { discoveryFile: "file://localhost/etc/a", path: "/etc/a" },
  { discoveryFile: "file:///a%20b", path: "/a b" },
])("discoverySource() takes $discoveryFile for a path", ({ discoveryFile, path }) => {
  assert.deepEqual(discoverySource({ discoveryFile }), { kind: "path", path });
});

Deno.test.each([
  { discoveryFile: "https://h.example/a.yaml", url: "https://h.example/a.yaml" },
  { discoveryFile: "HTTPS://H.Example:443/a", url: "https://h.example/a" },
  { discoveryFile: "https://h.example/a#", url: "https://h.example/a" },
  {
    discoveryFile: `https://h.example/a?b=c#sha256=${DIGEST.toUpperCase()}`,
    url: "https://h.example/a?b=c",
    digest: DIGEST,
  },
  {
    discoveryFile: `https://h.example/#SHA256=${DIGEST}`,
    url: "https://h.example/",
    digest: DIGEST,
  },
])("discoverySource() takes $discoveryFile for a URL", ({ discoveryFile, url, digest }) => {
  assert.deepEqual(discoverySource({ discoveryFile }), { kind: "url", url, digest });
});

Deno.test.each<{ discoveryFile: string; says: RegExp; hint?: RegExp }>([
  { discoveryFile: "", says: /empty/ },
  { discoveryFile: "http://h.example/a", says: /scheme is http, not https/ },
  { discoveryFile: "HTTP://h.example/a", says: /scheme is http, not https/ },
  { discoveryFile: "ftp://h.example/a", says: /scheme is ftp/ },
  { discoveryFile: "s3://bucket/a", says: /scheme is s3/ },
  { discoveryFile: "file://other.example/a", says: /of this machine/, hint: /file:\/\/\/PATH/ },
  { discoveryFile: "file://./a", says: /of this machine/ },
  { discoveryFile: "file:///%zz", says: /wrong %/ },
  { discoveryFile: "https://", says: /not a URL/ },
  { discoveryFile: "https://h.example:port/a", says: /not a URL/ },
  { discoveryFile: "https://[::1/a", says: /not a URL/ },
  { discoveryFile: "https://h.example/a#sha256=abc", says: /64 hex/, hint: /sha256sum/ },
  { discoveryFile: `https://h.example/a#${DIGEST}`, says: /64 hex/ },
  { discoveryFile: `https://h.example/a#sha512=${DIGEST}`, says: /64 hex/ },
  { discoveryFile: `https://h.example/a#sha256=${DIGEST}0`, says: /64 hex/ },
])('discoverySource() refuses "$discoveryFile"', ({ discoveryFile, says, hint = /./ }) => {
  const error = throwsWith("discovery-url-malformed", () => discoverySource({ discoveryFile }));
  assert.match(error.message, says);
  assert.match(error.hint, hint);
});

Deno.test.each([
  "https://user:word-secret@h.example/a",
  "https://word-secret@h.example/a",
  "http://user:word-secret@h.example/a?X-Amz-Signature=query-secret",
  "ftp://user:word-secret@h.example/a?sig=query-secret",
  "file://user:word-secret@h.example/a",
  "https://user:word-secret@h example/a?sig=query-secret",
  "https://user:word-secret/2@h.example/a?sig=query-secret",
  "https://user:word-secret#2@h.example/a",
  "https://user:word-secret?2@h.example/a",
  "https://h.example/a?sig=query-secret#sha256=1",
])("discoverySource() keeps the secrets of %s out of its error", (discoveryFile) => {
  const error = throwsWith("discovery-url-malformed", () => discoverySource({ discoveryFile }));
  assert.doesNotMatch(everythingOf(error), /secret/);
});

Deno.test("shownUrl() shows no query", () => {
  assert.equal(shownUrl("https://h/a?b=secret&c#d"), "https://h/a?…#d");
  assert.equal(shownUrl("https://h/a?b=1?c=2"), "https://h/a?…");
  assert.equal(shownUrl("https://h/a"), "https://h/a");
});

Deno.test("discoverySource() throws nothing but a JoinError, and gives https URLs without a user alone", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.tuple(fc.constantFrom("https://", "HTTPS://", "file://", "http://"), fc.string())
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(texts, (discoveryFile) => {
      try {
        const source = discoverySource({ discoveryFile });
        assert.ok(source);
        if (source.kind === "path") return;
        const url = new URL(source.url);
        assert.equal(url.protocol, "https:");
        assert.equal(url.username + url.password + url.hash, "");
        assert.equal(url.href, source.url);
      } catch (error) {
        assert.ok(error instanceof JoinError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});
