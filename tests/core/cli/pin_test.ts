import assert from "node:assert/strict";
import { pin } from "../../../core/cli/pin/pin.ts";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { certificatesOf, toPem } from "../../../core/trust/pem.ts";
import { kubeconfigText } from "../../support/control_plane/cluster_info.ts";
import { createAuthority } from "../../support/pki.ts";
import { everythingOf } from "../kit/errors.ts";
import { hasOpenssl, openssl } from "../kit/openssl.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";
import { runTool, type ToolEnd } from "../kit/tool.ts";
import { CA_ONE, CA_TWO } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SECRET_KEY = "MC4CAQAwBQYDK2VwBCIEIFZ4c3RvcHNlY3JldHRvcHNlY3JldHRvcHNlY3JldHRv";
const PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----\n${SECRET_KEY}\n-----END PRIVATE KEY-----\n`;
const [derOne = new Uint8Array()] = certificatesOf(CA_ONE.pem);

function kubeconfig(caPem: string): string {
  return kubeconfigText({ server: "https://10.0.0.1:6443", caPem, preferencesLine: false });
}

/** What is printed for a file of this content. */
function pinOfContent(content: string | Uint8Array, output?: string): Promise<ToolEnd> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return runTool((tool) => pin({ file: "ca.crt", output }, tool), {
    readInput: () => Promise.resolve(bytes),
  });
}

Deno.test.each<{ what: string; content: string | Uint8Array }>([
  { what: "one certificate", content: CA_ONE.pem },
  { what: "one with text around it", content: `Subject: CN=x\n${CA_ONE.pem}\nthat was it\n` },
  { what: "one with CRLF", content: CA_ONE.pem.replaceAll("\n", "\r\n") },
  { what: "one in DER", content: derOne },
  { what: "a kubeconfig", content: kubeconfig(CA_ONE.pem) },
  {
    what: "a kubeconfig in JSON",
    content: JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{
        name: "",
        cluster: {
          server: "https://a:1",
          "certificate-authority-data": new TextEncoder().encode(CA_ONE.pem).toBase64(),
        },
      }],
    }),
  },
])("pin prints one line for $what", async ({ content }) => {
  const { stdout, stderr, code } = await pinOfContent(content);
  assert.equal(stdout, `${CA_ONE.pin}\n`);
  assert.equal(stderr, "");
  assert.equal(code, 0);
});

Deno.test.each([
  { what: "a bundle", content: CA_ONE.pem + CA_TWO.pem },
  { what: "a kubeconfig with a bundle", content: kubeconfig(CA_ONE.pem + CA_TWO.pem) },
])("pin names the certificates of $what", async ({ content }) => {
  const { stdout, stderr } = await pinOfContent(content);
  assert.equal(stdout, `${CA_ONE.pin}  CN=kubernetes\n${CA_TWO.pin}  CN=other\n`);
  assert.equal(stderr, "");
});

Deno.test("pin -o json prints an object for each certificate", async () => {
  const { stdout, stderr } = await pinOfContent(CA_ONE.pem + CA_TWO.pem, "json");
  const [one, two] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(one, {
    pin: CA_ONE.pin,
    subject: "CN=kubernetes",
    issuer: "CN=kubernetes",
    notBefore: "2026-11-24T06:29:50.000Z",
    notAfter: "2126-10-31T06:29:50.000Z",
    keyType: "EC P-256",
    isCa: true,
    file: "ca.crt",
  });
  assert.equal(two.pin, CA_TWO.pin);
  assert.equal(stderr, "");
});

Deno.test("pin warns of a certificate that is not a CA's", async () => {
  const authority = await createAuthority();
  const { certificatePem } = await authority.issue({ commonName: "leaf", usage: "server" });
  const { stdout, stderr, code } = await pinOfContent(certificatePem);
  assert.match(stdout, /^sha256:[0-9a-f]{64}\n$/);
  assert.match(stderr, /^warning: CN=leaf is not a CA: .*pin of the CA\n$/);
  assert.equal(code, 0);
  const json = await pinOfContent(certificatePem, "json");
  assert.equal(JSON.parse(json.stdout).isCa, false);
  assert.equal(json.stderr, "");
});

Deno.test("pin says that a private key was in the file, and shows nothing of it", async () => {
  for (const content of [PRIVATE_KEY + CA_ONE.pem, CA_ONE.pem + PRIVATE_KEY]) {
    const { stdout, stderr } = await pinOfContent(content);
    assert.equal(stdout, `${CA_ONE.pin}\n`);
    assert.match(
      stderr,
      /^warning: "ca\.crt" also holds a block "private key": nothing .* read\n$/,
    );
  }
});

Deno.test("a subject cannot steer the terminal", async () => {
  const authority = await createAuthority({ name: "x\x1b[2Jy\u202ez" });
  const pem = authority.certificatePem + CA_ONE.pem;
  for (const form of ["text", "json"]) {
    const { stdout } = await pinOfContent(pem, form);
    // deno-lint-ignore no-control-regex -- these are what must not be there
    assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    assert.ok(stdout.includes("\\u001b[2Jy\\u202ez"), stdout);
  }
});

const broken = CA_ONE.pem.replace("MIIB", "MI*B");
const cut = CA_ONE.pem.slice(0, 200);

Deno.test.each<{ what: string; content: string | Uint8Array; says: RegExp }>([
  { what: "an empty file", content: "", says: /"ca\.crt" is empty/ },
  { what: "blanks", content: " \n\n", says: /nothing but blanks/ },
  { what: "any text", content: "hello\n", says: /neither a certificate nor a kubeconfig/ },
  { what: "binary data", content: new Uint8Array([1, 2, 255]), says: /other binary data/ },
  { what: "a NUL", content: "a\0b", says: /other binary data/ },
  { what: "other DER", content: derOne.slice(4), says: /is DER, but not a certificate/ },
  { what: "DER that is cut off", content: derOne.slice(0, 99), says: /is DER, but not/ },
  { what: "a private key", content: PRIVATE_KEY, says: /no certificate, but: private key/ },
  {
    what: "a request",
    content: toPem(derOne, "CERTIFICATE REQUEST"),
    says: /no certificate, but: certificate request/,
  },
  { what: "no base64", content: broken, says: /block 1 is not base64/ },
  { what: "a block without end", content: cut, says: /begins as CERTIFICATE but has no such end/ },
  { what: "a broken first line", content: "-----BEGIN x-----\n", says: /BEGIN line is broken/ },
  {
    what: "a second block that is no certificate",
    content: CA_ONE.pem + toPem(derOne.slice(4), "CERTIFICATE"),
    says: /Certificate 2 of "ca\.crt" is PEM, but not a certificate/,
  },
  {
    what: "a kubeconfig without CA",
    content: kubeconfig(CA_ONE.pem).replace(/^.*authority-data.*\n/m, ""),
    says: /no certificate-authority-data/,
  },
  {
    what: "a broken kubeconfig",
    content: "apiVersion: v1\nclusters: 5\n",
    says: /clusters: expected/,
  },
  {
    what: "a kubeconfig with something else for a CA",
    content: kubeconfig(PRIVATE_KEY),
    says: /certificate-authority-data of "ca\.crt" holds no certificate, but: private key/,
  },
])("pin refuses $what", async ({ content, says }) => {
  const { error, stdout, stderr } = await pinOfContent(content);
  assert.equal(error?.code, "certificate-missing");
  assert.match(error.message, says);
  assert.equal(error.exitCode, 3);
  assert.ok(!everythingOf(error).includes(SECRET_KEY));
  assert.equal(stdout + stderr, "");
});

Deno.test.each<{ what: string; name: string; code: ErrorCode; says: RegExp; hint: RegExp }>([
  {
    what: "no file",
    name: "none.crt",
    code: "input-unreadable",
    says: /no such file/,
    hint: /path/,
  },
  { what: "a directory", name: ".", code: "input-unreadable", says: /a directory/, hint: /in it/ },
  {
    what: "5 MB",
    name: "big",
    code: "input-unreadable",
    says: /more than 1024 KiB/,
    hint: /right/,
  },
  {
    what: "a file as directory",
    name: "big/x",
    code: "input-unreadable",
    says: /no such/,
    hint: /./,
  },
])("pin says what is wrong with $what", async ({ name, code, says, hint }) => {
  await using root = await temporaryRoot();
  await root.put("/big", "x".repeat(5_000_000));
  const { error } = await runTool((tool) => pin({ file: `${root.path}/${name}` }, tool));
  assert.equal(error?.code, code);
  assert.match(error.message, says);
  assert.match(error.hint, hint);
  assert.equal(error.exitCode, 3);
});

Deno.test("pin reads the CA of a control plane when no file is named, and says so", async () => {
  let asked = "";
  const { stdout } = await runTool((tool) => pin({}, tool), {
    readInput(name) {
      asked = name;
      return Promise.resolve(new TextEncoder().encode(CA_ONE.pem));
    },
  });
  assert.equal(asked, "/etc/kubernetes/pki/ca.crt");
  assert.equal(stdout, `${CA_ONE.pin}\n`);
});

Deno.test("pin stops waiting for its input at an interruption", async () => {
  const interruption = new AbortController();
  const never = Promise.withResolvers<Uint8Array>();
  const ended = runTool((tool) => pin({ file: "-" }, tool), {
    signal: interruption.signal,
    readInput: () => never.promise,
  });
  interruption.abort();
  await assert.rejects(ended, { name: "AbortError" });
});

Deno.test("pin refuses a form that there is not", async () => {
  const { error } = await pinOfContent(CA_ONE.pem, "yaml");
  assert.equal(error?.code, "usage");
  assert.match(`${error.message} ${error.hint}`, /"yaml".*text, json/);
});

Deno.test.each([
  { key: "RSA 2048", make: "-newkey rsa:2048", read: "rsa" },
  { key: "RSA 4096", make: "-newkey rsa:4096", read: "rsa" },
  { key: "EC P-256", make: "-newkey ec -pkeyopt ec_paramgen_curve:P-256", read: "pkey" },
  { key: "EC P-384", make: "-newkey ec -pkeyopt ec_paramgen_curve:P-384", read: "pkey" },
  { key: "Ed25519", make: "-newkey ed25519", read: "pkey" },
])(
  "pin prints what openssl prints for $key",
  { ignore: !await hasOpenssl() },
  async ({ key, make, read }) => {
    await using root = await temporaryRoot();
    await openssl(
      `openssl req -x509 ${make} -nodes -keyout ca.key -out ca.crt -subj /CN=kubernetes -days 9`,
      root.path,
    );
    const line = `openssl x509 -pubkey -in ca.crt | openssl ${read} -pubin -outform der | ` +
      "openssl dgst -sha256 -hex";
    const digits = (await openssl(line, root.path)).replace(/^.* /, "");
    const file = `${root.path}/ca.crt`;
    const { stdout, stderr } = await runTool((tool) => pin({ file }, tool));
    assert.equal(stdout, `sha256:${digits}`);
    assert.equal(stderr, "");
    const json = await runTool((tool) => pin({ file, output: "json" }, tool));
    assert.equal(JSON.parse(json.stdout).keyType, key);
  },
);
