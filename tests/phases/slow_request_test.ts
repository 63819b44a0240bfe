import assert from "node:assert/strict";
import { submitRequest } from "../../core/kube/certificate_signing.ts";
import { createNodeRequest, NODE_CLIENT_USAGES } from "../../core/trust/certificate_request.ts";
import { generateNodeKey } from "../../core/trust/node_key.ts";
import { whyPending, whyUnsigned } from "../../phases/tls_bootstrap/slow_request.ts";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import { clientOf } from "../core/kit/api.ts";

Deno.test.sanitizer({ ops: true, resources: true });

async function ask(cluster: ControlPlane) {
  using client = clientOf(cluster);
  const pem = await createNodeRequest(generateNodeKey(), "n1");
  const submitted = await submitRequest(client.api, {
    name: "mine",
    pem,
    usages: NODE_CLIENT_USAGES,
  });
  return await whyPending(client.api, submitted, { approve: "kubectl x", seconds: 20 });
}

Deno.test.each(
  [
    {
      what: "the cluster approves by itself, and its approver is off",
      policy: "auto",
      says: /may approve requests of system:bootstrap:abcdef .*default-node-token.* but after 20 s/,
      hints: /kube-controller-manager runs/,
    },
    {
      what: "people approve",
      policy: "hold",
      says: /does not approve requests of system:bootstrap:abcdef/,
      hints: /a person has to: `kubectl x`/,
    },
  ] as const,
)("whyPending() knows that $what", async ({ policy, says, hints }) => {
  await using cluster = await startControlPlane({ issuance: { policy, approvalDelay: 10_000 } });
  const { text, hint } = await ask(cluster);
  assert.match(text, says);
  assert.match(hint, hints);
});

Deno.test("whyPending() says so when the cluster does not tell", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  cluster.faults.add({ kind: "status", status: 403 }, { path: "selfsubjectaccessreviews" });
  const { text, hint } = await ask(cluster);
  assert.match(text, /cannot be seen whether/);
  assert.match(hint, /kubectl describe csr mine/);
});

Deno.test("whyUnsigned() names the signer", () => {
  const { text, hint } = whyUnsigned("mine", 20);
  assert.match(text, /mine is approved.*kubernetes.io\/kube-apiserver-client-kubelet/);
  assert.match(hint, /--cluster-signing-key-file/);
});
