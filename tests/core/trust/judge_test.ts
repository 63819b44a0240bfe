import assert from "node:assert/strict";
import { parseBootstrapToken } from "../../../core/trust/bootstrap_token.ts";
import { judge, type TrustPolicy, type Verdict } from "../../../core/trust/decide.ts";
import { parsePin } from "../../../core/trust/pin.ts";
import type { Evidence, Proposal } from "../../../core/trust/proposal.ts";
import { signDetached } from "../../support/control_plane/jws.ts";
import { throwsWith } from "../kit/errors.ts";
import { CA_ONE, CA_TWO, SECRET, TOKEN } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const token = parseBootstrapToken(TOKEN, "--token");
const nothing: TrustPolicy = { token: undefined, pins: [], allowUnpinned: false };
const pinned: TrustPolicy = { ...nothing, pins: [parsePin(CA_ONE.pin)] };
const withToken: TrustPolicy = { ...pinned, token };
const unpinned: TrustPolicy = { token, pins: [], allowUnpinned: true };

const source: Evidence = { kind: "source", because: "in the discovery file" };
const none: Evidence = { kind: "none" };

function proposal(evidence: Evidence, caPem?: string): Proposal {
  return { servers: ["10.0.0.1:6443"], caPem, evidence };
}

function trusted(verdict: Verdict): { pem: string; because: string; refused: readonly string[] } {
  assert.ok(verdict.kind === "trusted");
  return verdict.ca;
}

function signed(caPem: string, secret = SECRET): Evidence {
  const kubeconfig = JSON.stringify({
    clusters: [{
      cluster: {
        server: "https://10.0.0.1:6443",
        "certificate-authority-data": btoa(caPem),
      },
    }],
  });
  const signature = signDetached(kubeconfig, { id: "abcdef", secret });
  return { kind: "cluster-info", kubeconfig, signature };
}

Deno.test("judge() believes a source that the operator named, with its whole bundle", () => {
  const ca = trusted(judge(proposal(source, CA_ONE.pem + CA_TWO.pem), nothing));
  assert.equal(ca.pem, CA_ONE.pem + CA_TWO.pem);
  assert.equal(ca.because, "in the discovery file");
});

Deno.test("judge() holds pins against a source as well", () => {
  const ca = trusted(judge(proposal(source, CA_TWO.pem + CA_ONE.pem), pinned));
  assert.equal(ca.pem, CA_ONE.pem);
  assert.equal(ca.because, "pinned");
  assert.deepEqual(ca.refused, [CA_TWO.pin]);
  for (const policy of [pinned, { ...pinned, allowUnpinned: true }]) {
    throwsWith("pin-mismatch", () => judge(proposal(source, CA_TWO.pem), policy));
  }
});

Deno.test("judge() leaves a source without CA to the public roots, and its CA to the pins", () => {
  const free = judge(proposal(source), nothing);
  assert.ok(free.kind === "public");
  assert.equal(free.adopt(CA_TWO.pem).because, "in the discovery file");
  const bound = judge(proposal(source), pinned);
  assert.ok(bound.kind === "public");
  assert.equal(bound.adopt(CA_ONE.pem).because, "pinned");
  throwsWith("pin-mismatch", () => bound.adopt(CA_TWO.pem));
});

Deno.test("judge() believes a CA that nobody vouches for if it is pinned, and only then", () => {
  assert.equal(trusted(judge(proposal(none, CA_ONE.pem), pinned)).pem, CA_ONE.pem);
  assert.equal(
    trusted(judge(proposal(none, CA_TWO.pem + CA_ONE.pem), withToken)).pem,
    CA_ONE.pem,
  );
  throwsWith("pin-mismatch", () => judge(proposal(none, CA_TWO.pem), withToken));
  throwsWith("token-missing", () => judge(proposal(none, CA_ONE.pem), nothing));
  // It has to be shown again by the server, signed: the one that was brought counts for nothing.
  assert.deepEqual(judge(proposal(none, CA_TWO.pem), unpinned), { kind: "unproven" });
});

Deno.test("judge() wants token and pins where there is nothing else", () => {
  assert.deepEqual(judge(proposal(none), withToken), { kind: "unproven" });
  assert.deepEqual(judge(proposal(none), unpinned), { kind: "unproven" });
  throwsWith("token-missing", () => judge(proposal(none), pinned));
  throwsWith("pin-missing", () => judge(proposal(none), { ...nothing, token }));
});

Deno.test("judge() checks the signature of a cluster-info that was brought", () => {
  const verdict = judge(proposal(signed(CA_ONE.pem)), withToken);
  assert.ok(verdict.kind === "signed");
  assert.equal(verdict.decision.ca.pem, CA_ONE.pem);
  const forged = proposal(signed(CA_ONE.pem, "0123456789abcdee"));
  throwsWith("signature-wrong", () => judge(forged, withToken));
  throwsWith("pin-mismatch", () => judge(proposal(signed(CA_TWO.pem)), withToken));
  throwsWith("token-missing", () => judge(proposal(signed(CA_ONE.pem)), pinned));
  throwsWith("pin-missing", () => judge(proposal(signed(CA_ONE.pem)), { ...nothing, token }));
});

Deno.test("judge() takes the CA of a signed text, never the one beside it", () => {
  const verdict = judge(proposal(signed(CA_ONE.pem), CA_TWO.pem), unpinned);
  assert.ok(verdict.kind === "signed");
  assert.equal(verdict.decision.ca.pem, CA_ONE.pem);
});

Deno.test.each([
  { what: "of no certificate", pem: "hello" },
  { what: "that is empty", pem: "" },
  {
    what: "with a private key",
    pem: `${CA_ONE.pem}-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n`,
  },
])("judge() refuses a CA $what, whoever it is from", ({ pem }) => {
  for (const evidence of [source, none]) {
    throwsWith("ca-malformed", () => judge(proposal(evidence, pem), withToken));
  }
});
