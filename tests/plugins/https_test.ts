import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import { type FileServer, leadsTo, says, sends, startFileServer } from "../support/file_server.ts";
import { createAuthority } from "../support/pki.ts";
import { kubeconfig } from "../phases/discovery/discovery_files.ts";
import { CA_ONE, CA_TWO } from "../core/kit/vectors.ts";
import { startConnectProxy } from "../support/connect_proxy.ts";
import { type Asking, declines, proposes } from "./proposing.ts";
import { authority, by, FILE, identity } from "./web.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const roots = authority.certificatePem;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

Deno.test("https discovery believes a server that the machine's public roots vouch for", async () => {
  await using server = await startFileServer(identity, sends(FILE));
  const { proposal } = await proposes(by(server));
  assert.deepEqual(proposal, {
    servers: ["https://10.0.0.1:6443"],
    caPem: CA_ONE.pem,
    credential: undefined,
    evidence: { kind: "source", because: "in a kubeconfig read over verified HTTPS" },
  });
});

function withCaFile(server: FileServer, text: string, mode = 0o644): Asking {
  return {
    flags: (root) => ({
      discoveryFile: `${server.url}/d.yaml`,
      discoveryFileCa: `${root.path}/web.crt`,
    }),
    arrange: (root) => root.put("/web.crt", text, mode),
  };
}

Deno.test("https discovery believes the CA file in place of the public roots", async () => {
  await using server = await startFileServer(identity, sends(FILE));
  await proposes(withCaFile(server, `# web\n${roots}`));
  await declines("server-untrusted", { ...withCaFile(server, CA_TWO.pem), publicRoots: roots });
});

Deno.test.each<{ what: string; text: string; mode?: number; code: ErrorCode }>([
  { what: "that is empty", text: "", code: "ca-malformed" },
  { what: "without PEM", text: "hello", code: "ca-malformed" },
  {
    what: "with a key in it",
    text: `${roots}-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n`,
    code: "ca-malformed",
  },
  {
    what: "with nothing that can be read",
    text: "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
    code: "ca-malformed",
  },
  { what: "that everybody can change", text: roots, mode: 0o666, code: "discovery-file-unsafe" },
])(
  "https discovery refuses a CA file $what, whatever the public roots say",
  async ({ text, mode, code }) => {
    await using server = await startFileServer(identity, sends(FILE));
    await declines(code, { ...withCaFile(server, text, mode), publicRoots: roots });
    assert.deepEqual(server.asked, []);
  },
);

Deno.test("https discovery says that there is no such CA file, and none on the machine", async () => {
  await using server = await startFileServer(identity, sends(FILE));
  const { error } = await declines("discovery-file-unreadable", {
    flags: { discoveryFile: server.url, discoveryFileCa: "/no/such.crt" },
  });
  assert.match(error.hint, /--discovery-file-ca takes/);
  await declines("roots-missing", { flags: { discoveryFile: server.url } });
});

Deno.test("https discovery believes a digest, whoever the server is", async () => {
  await using server = await startFileServer(identity, sends(FILE));
  const path = `/d.yaml#sha256=${sha256(FILE)}`;
  const { proposal } = await proposes(by(server, path, { publicRoots: CA_TWO.pem }));
  assert.deepEqual(proposal.evidence, {
    kind: "source",
    because: "in a kubeconfig with the digest asked for",
  });
  assert.deepEqual(server.asked, ["/d.yaml"]);
});

Deno.test("https discovery shows a query to no server that is not verified, digest or not", async () => {
  await using server = await startFileServer(identity, sends(FILE));
  const path = `/d.yaml?X-Amz-Signature=abc#sha256=${sha256(FILE)}`;
  await declines("server-untrusted", by(server, path, { publicRoots: CA_TWO.pem }));
  assert.deepEqual(server.asked, []);
});

Deno.test("https discovery takes the digest of all that was sent, a byte order mark included", async () => {
  const marked = `\uFEFF${FILE}`;
  await using server = await startFileServer(identity, sends(marked));
  const path = `/d.yaml#sha256=${sha256(marked)}`;
  const { proposal } = await proposes(by(server, path));
  assert.equal(proposal.servers.length, 1);
});

Deno.test("https discovery refuses another content than the digest's, even of a server that is verified", async () => {
  const changed = FILE.replace("10.0.0.1", "10.0.0.2");
  await using server = await startFileServer(identity, sends(changed));
  const asking = by(server, `/d.yaml#sha256=${sha256(FILE)}`);
  const { error } = await declines("discovery-file-digest", asking);
  assert.match(error.message, new RegExp(sha256(changed)));
  assert.match(error.hint, /do not join/);
});

Deno.test("https discovery verifies by the CA file, and the content by its digest, if both are given", async () => {
  await using server = await startFileServer(identity, sends(FILE));
  const both = (digest: string, text: string): Asking => ({
    ...withCaFile(server, text),
    flags: (root) => ({
      discoveryFile: `${server.url}/d.yaml#sha256=${digest}`,
      discoveryFileCa: `${root.path}/web.crt`,
    }),
  });
  await proposes(both(sha256(FILE), roots));
  await declines("server-untrusted", both(sha256(FILE), CA_TWO.pem));
  await declines("discovery-file-digest", both(sha256("another"), roots));
});

Deno.test.each<{ what: string; certificate: () => Promise<typeof identity>; code: ErrorCode }>([
  {
    what: "signed by itself",
    certificate: async () => {
      const own = await createAuthority({ name: "localhost" });
      return await own.issue({ commonName: "localhost", usage: "server", dns: ["localhost"] });
    },
    code: "server-untrusted",
  },
  {
    what: "for another name",
    certificate: () =>
      authority.issue({ commonName: "x", usage: "server", dns: ["other.example"] }),
    code: "server-name-mismatch",
  },
  {
    what: "past its end",
    certificate: () =>
      authority.issue({
        commonName: "x",
        usage: "server",
        dns: ["localhost"],
        from: new Date(Date.now() - 2e9),
        until: new Date(Date.now() - 1e9),
      }),
    // The TLS library says no more than that it does not verify.
    code: "server-untrusted",
  },
])("https discovery refuses a server with a certificate $what", async ({ certificate, code }) => {
  await using server = await startFileServer(await certificate(), sends(FILE));
  const { error } = await declines(code, by(server));
  assert.match(error.hint, /public roots.*--discovery-file-ca.*#sha256=/);
  assert.deepEqual(server.asked, []);
});

Deno.test("https discovery shows the query of a presigned URL to nobody", async () => {
  const path = "/d.yaml?X-Amz-Signature=geheim&X-Amz-Credential=geheim2";
  const secrets = ["geheim"];
  await using good = await startFileServer(identity, sends(FILE));
  await proposes(by(good, path, { secrets }));
  assert.deepEqual(good.asked, [path]);
  for (
    const [code, answer] of [
      ["download-failed", says(403)],
      ["server-error", says(500)],
      ["download-redirect", leadsTo(`http://x/?X-Amz-Signature=geheim`)],
      ["discovery-file-malformed", sends("nonsense: [")],
      ["response-too-large", sends("a".repeat(2_000_000))],
    ] as const
  ) {
    await using server = await startFileServer(identity, answer);
    await declines(code, by(server, path, { secrets }));
  }
  await using server = await startFileServer(identity, sends(FILE));
  const digest = `#sha256=${"0".repeat(64)}`;
  await declines("discovery-file-digest", by(server, path + digest, { secrets }));
});

Deno.test("https discovery takes no file of this machine on the word of a download", async () => {
  const wanted = { server: "https://10.0.0.1:6443", caPem: CA_ONE.pem };
  for (
    const text of [
      kubeconfig({ ...wanted, caPem: undefined, cluster: { "certificate-authority": "/etc/ca" } }),
      kubeconfig({ ...wanted, user: { tokenFile: "/etc/shadow" } }),
      kubeconfig({
        ...wanted,
        user: { "client-certificate": "/etc/a", "client-key": "/etc/shadow" },
      }),
    ]
  ) {
    await using server = await startFileServer(identity, sends(text));
    const { error } = await declines("discovery-file-malformed", by(server));
    assert.match(error.message, /names the file "\/etc\//);
  }
});

Deno.test("https discovery goes through the proxy, which does not see inside", async () => {
  await using server = await startFileServer(identity, sends(FILE));
  await using proxy = await startConnectProxy({ "files.test": server.port });
  const HTTPS_PROXY = `http://user:geheim@127.0.0.1:${proxy.port}`;
  await proposes({
    flags: { discoveryFile: "https://files.test/d.yaml" },
    publicRoots: roots,
    environment: { HTTPS_PROXY },
    secrets: ["geheim"],
  });
  assert.equal(proxy.connects[0]?.authority, "files.test:443");
});

Deno.test("https discovery ends at once when it is interrupted", async () => {
  await using server = await startFileServer(identity, () => {});
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 50);
  const running = proposes({ ...by(server), timeoutMs: 60_000, signal: abort.signal });
  const began = performance.now();
  await assert.rejects(running, { name: "AbortError" });
  assert.ok(performance.now() - began < 300);
});
