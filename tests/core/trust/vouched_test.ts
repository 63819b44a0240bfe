import assert from "node:assert/strict";
import { groundOf } from "../../../core/trust/ca.ts";
import { judge, type TrustPolicy } from "../../../core/trust/decide.ts";
import { parsePin } from "../../../core/trust/pin.ts";
import type { Proposal } from "../../../core/trust/proposal.ts";
import { throwsWith } from "../kit/errors.ts";
import { CA_ONE, CA_TWO } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const nothing: TrustPolicy = { token: undefined, pins: [], allowUnpinned: false };
const pinned: TrustPolicy = { ...nothing, pins: [parsePin(CA_ONE.pin)] };

function vouched(caPem?: string): Proposal {
  const because = "vouched for by a plugin";
  return {
    servers: ["10.0.0.1:6443"],
    caPem,
    evidence: { kind: "source", because, by: "minisign key RWQ42" },
  };
}

Deno.test("judge() keeps by what a plugin vouches for a CA", () => {
  const verdict = judge(vouched(CA_ONE.pem), nothing);
  assert.ok(verdict.kind === "trusted");
  assert.equal(verdict.ca.because, "vouched for by a plugin");
  assert.equal(verdict.ca.by, "minisign key RWQ42");
  assert.equal(groundOf(verdict.ca), "vouched for by a plugin (minisign key RWQ42)");
});

Deno.test("judge() keeps it for a CA that a believed server will bring", () => {
  const verdict = judge(vouched(), nothing);
  assert.ok(verdict.kind === "public");
  assert.equal(verdict.adopt(CA_ONE.pem).by, "minisign key RWQ42");
});

Deno.test("judge() believes pins, not the word of a plugin, where both are there", () => {
  const verdict = judge(vouched(CA_ONE.pem), pinned);
  assert.ok(verdict.kind === "trusted");
  assert.equal(groundOf(verdict.ca), "pinned");
  throwsWith("pin-mismatch", () => judge(vouched(CA_TWO.pem), pinned));
});
