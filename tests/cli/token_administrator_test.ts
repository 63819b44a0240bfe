import assert from "node:assert/strict";
import { everythingOf } from "../core/kit/errors.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { createAuthority } from "../support/pki.ts";
import { administering } from "./administering.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const BEARER = "{token: abcdef.0123456789abcdef}";

Deno.test.each([
  { args: ["create"], verb: "create" },
  { args: ["list"], verb: "list" },
  { args: ["delete", "abcdef"], verb: "delete" },
])("token $args says which right the user lacks", async ({ args, verb }) => {
  await using admin = await administering({}, { user: BEARER });
  const { error } = await admin.token(args);
  assert.equal(error?.code, "request-forbidden");
  assert.equal(error?.exitCode, 6);
  assert.match(error?.hint ?? "", new RegExp(`Role in kube-system that allows "${verb}"`));
  assert.match(error?.causes.join() ?? "", /User "system:bootstrap:abcdef" cannot/);
});

Deno.test("token list says that a credential is not accepted, and shows nothing of it", async () => {
  const user = "{token: aaaaaa.bbbbbbbbbbbbbbbb}";
  await using admin = await administering({}, { user });
  const { error } = await admin.token(["list"]);
  assert.equal(error?.code, "token-rejected");
  assert.match(error?.hint ?? "", /kubeadm certs renew admin\.conf/);
  assert.ok(!everythingOf(error ?? assert.fail()).includes("bbbbbbbbbbbbbbbb"));
});

Deno.test("token create shows its credential to no server of another CA", async () => {
  const { certificatePem } = await createAuthority();
  await using admin = await administering({}, { caPem: certificatePem });
  const { error } = await admin.token(["create"]);
  assert.equal(error?.code, "server-untrusted");
  assert.deepEqual(admin.cluster.requests, []);
});

Deno.test("token list goes on when the server is there again", async () => {
  await using admin = await administering({ faults: [[{ kind: "reset" }, { times: 1 }]] });
  const { code, error } = await admin.token(["list"]);
  assert.equal(error, undefined, error?.message);
  assert.equal(code, 0);
});

Deno.test("token runs a credential plugin only if it is allowed as the file names it", async () => {
  await using root = await temporaryRoot();
  const command = `${root.path}/plugin`;
  const apiVersion = "client.authentication.k8s.io/v1";
  const answer = { apiVersion, kind: "ExecCredential", status: { token: "x.y" } };
  await root.script("/plugin", `touch ${root.path}/ran; echo '${JSON.stringify(answer)}'`);
  const user = `{exec: {apiVersion: ${apiVersion}, command: ${command}}}`;
  await using admin = await administering({}, { user });
  for (const args of [["list"], ["list", "--allow-exec", "plugin"]]) {
    const { error } = await admin.token(args);
    assert.equal(error?.code, "credential-plugin-forbidden");
    assert.match(error?.hint ?? "", /--allow-exec COMMAND/);
  }
  assert.equal((await root.tree())["/ran"], undefined);
});

Deno.test("token wants a kubeconfig with a credential", async () => {
  await using admin = await administering({}, { user: "{}" });
  const { error } = await admin.token(["list"]);
  assert.equal(error?.code, "credential-unusable");
  assert.match(error?.hint ?? "", /admin\.conf from a control plane/);
});

Deno.test("token wants a kubeconfig that is one", async () => {
  const user = `${BEARER}\n- cluster: x`;
  await using admin = await administering({}, { user });
  const { error } = await admin.token(["list"]);
  assert.equal(error?.code, "discovery-file-malformed");
  assert.match(error?.message ?? "", /as an administrator's kubeconfig/);
});
