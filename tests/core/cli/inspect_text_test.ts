import assert from "node:assert/strict";
import { type ControlPlaneOptions, startControlPlane } from "../../support/control_plane/mod.ts";
import { createAuthority } from "../../support/pki.ts";
import { type Asked, inspectServer } from "../kit/inspecting.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKEN = "abcdef.0123456789abcdef";

const SECRET = "0123456789abcdef";

/** The same text whenever it is made, and of the same width. */
function normalized(text: string): string {
  const pins = new Map<string, string>();
  return text
    .replace(/sha256:[0-9a-f]{64}/g, (pin) => {
      const letter = "abcdefgh"[pins.size] ?? "z";
      if (!pins.has(pin)) pins.set(pin, `sha256:${letter.repeat(64)}`);
      return pins.get(pin) ?? pin;
    })
    .replace(/(127\.0\.0\.1|::1\]):\d{5}/g, "$1:PORT0")
    .replace(/\d{4}-\d\d-\d\d([ T])\d\d:\d\d/g, "2026-01-02$103:04")
    .replace(/:\d\d\.\d{3}Z/g, ":05.678Z")
    .replace(/±\d\.\d s/g, "±0.5 s");
}

const SHOWN: readonly { what: string; options: ControlPlaneOptions; asked?: Asked }[] = [
  { what: "a good cluster", options: {}, asked: { token: TOKEN } },
  { what: "a certificate for other names", options: certificate("other-name") },
  { what: "an expired certificate", options: certificate("expired") },
  { what: "a certificate that is not valid yet", options: certificate("not-yet-valid") },
  { what: "a certificate of another CA", options: certificate("other-authority") },
  { what: "another server in cluster-info", options: { discovery: { server: "https://c:6443" } } },
  { what: "no signature for the token", options: {}, asked: { token: "zzzzzz.0123456789abcdef" } },
  {
    what: "a wrong secret",
    options: {},
    asked: { token: "abcdef.0123456789abcdex" },
  },
  { what: "no tokens", options: { tokens: [] } },
  { what: "forbidden cluster-info", options: { discovery: { access: "binding-deleted" } } },
  { what: "no anonymous access", options: { discovery: { access: "anonymous-off" } } },
  { what: "no cluster-info", options: { discovery: { access: "missing" } } },
  { what: "another cluster-info when verified", options: { discovery: { changesAtRead: 2 } } },
  { what: "a web page", options: { faults: [[{ kind: "html" }]] } },
  {
    what: "a redirect",
    options: { faults: [[{ kind: "redirect", location: "https://login.example/" }]] },
  },
  { what: "TLS without HTTP", options: { connections: [[{ kind: "tls-not-http" }]] } },
  { what: "plain HTTP", options: { connections: [[{ kind: "plain-http" }]] } },
  {
    what: "silence after TLS",
    options: { faults: [[{ kind: "black-hole" }]] },
    asked: { timeout: "300ms" },
  },
  { what: "an answer without end", options: { faults: [[{ kind: "endless-body" }]] } },
];

function certificate(which: "other-name" | "expired" | "not-yet-valid" | "other-authority") {
  return { connections: [[{ kind: "certificate", certificate: which }]] } as const;
}

Deno.test.each(SHOWN)("inspect shows $what", async ({ options, asked }, t) => {
  for (const columns of [80, 120]) {
    await using cluster = await startControlPlane(options);
    const { stdout, stderr, code, error } = await inspectServer(cluster, { ...asked, columns });
    assert.equal(error, undefined, error?.message);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    assert.ok(!stdout.includes(SECRET));
    for (const line of stdout.split("\n")) {
      assert.ok(line.length <= columns || line.startsWith("  kubeworker join "), line);
    }
    await t.assertSnapshot(normalized(stdout), { serializer: String });
  }
});

Deno.test("a server's words cannot steer the terminal", async () => {
  const evil = "\x1b[2J\u009b1m\u202e\nfine";
  const authority = await createAuthority({ name: evil });
  const server = "https://a:1/" + "\\u001b[2J";
  const text = `clusters:\n- name: ""\n  cluster: {server: "${server}"}\n`;
  const identity = await authority.issue({ commonName: evil, usage: "server", dns: ["a,b"] });
  await using cluster = await startControlPlane({
    connections: [[{ kind: "certificate", certificate: identity }]],
    discovery: { kubeconfig: { kind: "text", text } },
  });
  for (const output of ["text", "json"]) {
    const { stdout } = await inspectServer(cluster, { output });
    // deno-lint-ignore no-control-regex -- these are what must not be there
    assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    assert.ok(stdout.includes("\\u001b[2J"), stdout);
    assert.doesNotMatch(stdout, /^fine/m);
  }
});
