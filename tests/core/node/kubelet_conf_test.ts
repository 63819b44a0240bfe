import assert from "node:assert/strict";
import { parse } from "yaml";
import { bootstrapConf, clientFiles, kubeletConf } from "../../../core/node/kubelet_conf.ts";
import { clientCertificatePath } from "../../../core/node/paths.ts";
import { trustSigned } from "../../../core/trust/ca.ts";
import { Secret } from "../../../core/trust/secret.ts";
import { CA_ONE, TOKEN } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const ca = trustSigned(CA_ONE.pem);

Deno.test("kubeletConf() is what the kubelet itself writes", async (t) => {
  const text = kubeletConf("https://192.0.2.10:6443", ca);
  await t.assertSnapshot(text, { serializer: String });
  assert.deepEqual(Object.keys(parse(text)), [
    "apiVersion",
    "clusters",
    "contexts",
    "current-context",
    "kind",
    "users",
  ]);
  assert.equal(atob(parse(text).clusters[0].cluster["certificate-authority-data"]), CA_ONE.pem);
});

Deno.test("bootstrapConf() holds the token, and hides it", async (t) => {
  const conf = bootstrapConf("https://192.0.2.10:6443", ca, { bearer: new Secret(TOKEN) });
  assert.equal(String(conf), "[redacted]");
  await t.assertSnapshot(conf.reveal(), { serializer: String });
  assert.equal(parse(conf.reveal()).users[0].user.token, TOKEN);
});

Deno.test("bootstrapConf() keeps a token that looks like a number a text", () => {
  const conf = bootstrapConf("https://c", ca, {
    bearer: new Secret("123456.1234567890123456"),
  }).reveal();
  assert.equal(parse(conf, { version: "1.1" }).users[0].user.token, "123456.1234567890123456");
});

Deno.test("clientFiles() finds certificate and key, or nothing", () => {
  const path = "/var/lib/kubelet/pki/kubelet-client-current.pem";
  assert.deepEqual(clientFiles(kubeletConf("https://c", ca)), { certificate: path, key: path });
  for (
    const text of [
      "",
      "a: 1",
      "users: []",
      "users: [{name: a, user: {token: x}}]",
      "users: [{user: {client-certificate: 7}}]",
    ]
  ) {
    assert.equal(clientFiles(text), undefined);
  }
});

Deno.test("clientCertificatePath() is dated by local time", () => {
  assert.equal(
    clientCertificatePath(new Date(2026, 0, 2, 3, 4, 5)),
    "/var/lib/kubelet/pki/kubelet-client-2026-01-02-03-04-05.pem",
  );
});
