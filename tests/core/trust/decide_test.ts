import assert from "node:assert/strict";
import { parseBootstrapToken } from "../../../core/trust/bootstrap_token.ts";
import { decide, type Decision, type SignedClusterInfo } from "../../../core/trust/decide.ts";
import { parsePin } from "../../../core/trust/pin.ts";
import { signDetached } from "../../support/control_plane/jws.ts";
import { everythingOf, throwsWith } from "../kit/errors.ts";
import { CA_ONE, CA_TWO, SECRET, TOKEN } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const token = parseBootstrapToken(TOKEN, "--token");
const pinned = { token, pins: [parsePin(CA_ONE.pin)], allowUnpinned: false };
const unpinned = { token, pins: [], allowUnpinned: true };
const base64 = (text: string) => new TextEncoder().encode(text).toBase64();
const CA_DATA = base64(CA_ONE.pem);

function signed(
  kubeconfig: string,
  signature = signDetached(kubeconfig, { id: "abcdef", secret: SECRET }),
): SignedClusterInfo {
  return { kubeconfig, signature };
}

function decideOn(info: SignedClusterInfo, policy = pinned): Decision {
  return decide(info, policy, "at 192.0.2.10:6443");
}

function published(cluster: Record<string, unknown>, rest: Record<string, unknown> = {}): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ cluster, name: "" }],
    ...rest,
  });
}

const server = "https://192.0.2.10:6443";
const good = published({ server, "certificate-authority-data": CA_DATA });

Deno.test("decide() gives the CA and the server of a signed text whose CA is pinned", () => {
  const decision = decideOn(signed(good), pinned);
  assert.equal(decision.ca.pem, CA_ONE.pem);
  assert.equal(decision.ca.because, "pinned");
  assert.equal(decision.server, server);
});

Deno.test("decide() trusts the token alone where that is allowed", () => {
  assert.equal(decideOn(signed(good), unpinned).ca.because, "signed by the token alone");
});

Deno.test("decide() still holds pins against a CA when going without them is allowed", () => {
  const other = published({ server, "certificate-authority-data": base64(CA_TWO.pem) });
  throwsWith("pin-mismatch", () => decideOn(signed(other), { ...pinned, allowUnpinned: true }));
});

Deno.test("decide() trusts the pinned CA of a bundle alone", () => {
  const bundle = base64(CA_TWO.pem + CA_ONE.pem);
  const { ca } = decideOn(
    signed(published({ server, "certificate-authority-data": bundle })),
    pinned,
  );
  assert.equal(ca.pem, CA_ONE.pem);
  assert.deepEqual(ca.refused, [CA_TWO.pin]);
});

// Whatever is wrong with the text, a wrong signature is the answer: nothing else was looked at.
Deno.test.each([
  { what: "that is fine", kubeconfig: good },
  { what: "that is not YAML", kubeconfig: "a: b: c:\n\t-" },
  { what: "that is empty", kubeconfig: "" },
  { what: "without CA", kubeconfig: published({ server }) },
  { what: "with a bomb in it", kubeconfig: bomb() },
  { what: "with another CA", kubeconfig: good.replace(CA_DATA, base64(CA_TWO.pem)) },
])("decide() judges the signature of a text $what before anything else", ({ kubeconfig }) => {
  const wrong = signDetached(kubeconfig, { id: "abcdef", secret: "0123456789abcdee" });
  const error = throwsWith("signature-wrong", () => decideOn(signed(kubeconfig, wrong), pinned));
  assert.match(error.message, /192\.0\.2\.10:6443.*"abcdef"/);
  assert.ok(!everythingOf(error).includes(SECRET));
});

Deno.test.each<{ what: string; kubeconfig: string; why: RegExp }>([
  { what: "no YAML", kubeconfig: "a: b: c:\n\t-", why: /not YAML/ },
  { what: "no text", kubeconfig: "", why: /document|neither/ },
  { what: "a bomb", kubeconfig: bomb(), why: /not YAML|clusters/ },
  { what: "no cluster", kubeconfig: published({}, { clusters: [] }), why: /neither/ },
  {
    what: "no server",
    kubeconfig: published({ "certificate-authority-data": CA_DATA }),
    why: /no server/,
  },
  { what: "no CA", kubeconfig: published({ server }), why: /no CA/ },
  {
    what: "an empty CA",
    kubeconfig: published({ server, "certificate-authority-data": "" }),
    why: /no CA/,
  },
  {
    what: "a CA by path",
    kubeconfig: published({ server, "certificate-authority": "/ca.crt" }),
    why: /no CA/,
  },
  {
    what: "a CA that is not base64",
    kubeconfig: published({ server, "certificate-authority-data": "*" }),
    why: /base64/,
  },
  {
    what: "a CA that is not a text",
    kubeconfig: published({ server, "certificate-authority-data": "/w==" }),
    why: /base64/,
  },
])("decide() refuses a signed text with $what", ({ kubeconfig, why }) => {
  const error = throwsWith("cluster-info-malformed", () => decideOn(signed(kubeconfig), pinned));
  assert.match(error.message, why);
});

Deno.test("decide() refuses CA data that holds no certificate", () => {
  const kubeconfig = published({ server, "certificate-authority-data": base64("hello") });
  throwsWith("ca-malformed", () => decideOn(signed(kubeconfig), pinned));
});

Deno.test.each([
  { server: "http://192.0.2.10:6443" },
  { server: "192.0.2.10:6443" },
  { server: "ftp://192.0.2.10" },
  { server: "https://" },
  { server: "https://user@192.0.2.10:6443" },
  { server: "https://user:word@192.0.2.10:6443" },
  { server: "https://:word@192.0.2.10:6443" },
  { server: "https://192.0.2.10:6443/?a=b" },
  { server: "https://192.0.2.10:6443/#a" },
  { server: "https://192.0.2.10:99999" },
  { server: " https://192.0.2.10:6443" },
  { server: "https://192.0.2\t.10:6443" },
  { server: "https:192.0.2.10:6443" },
])("decide() refuses the server $server", ({ server }) => {
  const kubeconfig = published({ server, "certificate-authority-data": CA_DATA });
  throwsWith("cluster-info-malformed", () => decideOn(signed(kubeconfig), pinned));
});

Deno.test.each([
  { given: "https://192.0.2.10:6443/", used: "https://192.0.2.10:6443" },
  { given: "https://lb.example/k8s/clusters/c-1", used: "https://lb.example/k8s/clusters/c-1" },
  { given: "https://[2001:db8::1]:6443", used: "https://[2001:db8::1]:6443" },
])("decide() takes the server $given", ({ given, used }) => {
  const kubeconfig = published({ server: given, "certificate-authority-data": CA_DATA });
  assert.equal(decideOn(signed(kubeconfig), pinned).server, used);
});

Deno.test("decide() uses the unnamed cluster, else that of the current context", () => {
  const cluster = { server, "certificate-authority-data": CA_DATA };
  const other = {
    server: "https://other.example",
    "certificate-authority-data": base64(CA_TWO.pem),
  };
  const named = published({}, {
    clusters: [{ name: "other", cluster: other }, { name: "mine", cluster }],
    contexts: [{ name: "c", context: { cluster: "mine" } }],
    "current-context": "c",
  });
  const both = published({}, {
    clusters: [{ name: "other", cluster: other }, { cluster }],
    contexts: [{ name: "c", context: { cluster: "other" } }],
    "current-context": "c",
  });
  for (const kubeconfig of [named, both]) {
    assert.equal(decideOn(signed(kubeconfig), pinned).server, server);
  }
});

function bomb(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 12; i++) {
    lines.push(`a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`).join(", ")}]`);
  }
  return `${lines.join("\n")}\nclusters: *a11\n`;
}
