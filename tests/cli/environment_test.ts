import assert from "node:assert/strict";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import { createAuthority, type Identity } from "../support/pki.ts";
import { type Ended, resultOf, runProgram } from "./program.ts";

const NOWHERE = "http://127.0.0.1:1";

/** What an environment may hold that makes other programs believe other servers. */
function environments(caFile: string): Record<string, Record<string, string>> {
  return {
    "NODE_TLS_REJECT_UNAUTHORIZED=0": { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
    "NODE_EXTRA_CA_CERTS": { NODE_EXTRA_CA_CERTS: caFile },
    "DENO_CERT": { DENO_CERT: caFile },
    "a system store with another CA": {
      DENO_TLS_CA_STORE: "system",
      SSL_CERT_FILE: caFile,
      NODE_OPTIONS: "--use-system-ca",
    },
    "a proxy": { HTTPS_PROXY: NOWHERE, https_proxy: NOWHERE, ALL_PROXY: NOWHERE },
  };
}

/** A file with a CA that is none of the cluster's, and a server's certificate by that CA. */
async function createAttacker(): Promise<{ caFile: string; identity: Identity } & AsyncDisposable> {
  const authority = await createAuthority({ name: "attacker" });
  const caFile = await Deno.makeTempFile({ suffix: ".pem" });
  await Deno.writeTextFile(caFile, authority.certificatePem);
  return {
    caFile,
    identity: await authority.issue({
      commonName: "kube-apiserver",
      usage: "server",
      ip: ["127.0.0.1"],
    }),
    [Symbol.asyncDispose]: () => Deno.remove(caFile),
  };
}

function discover(cluster: ControlPlane, environment: Record<string, string>): Promise<Ended> {
  return runProgram([
    ...["join", "phase", "discovery", cluster.endpoint, "--output", "json"],
    ...["--token", cluster.token, "--discovery-token-ca-cert-hash", cluster.pin],
    ...["--timeout", "discovery=2s"],
  ], environment);
}

for (const name of Object.keys(environments(""))) {
  Deno.test(`${name} in the environment does not make another server trusted`, async () => {
    await using attacker = await createAttacker();
    const environment = environments(attacker.caFile)[name] ?? {};
    const fault = { kind: "certificate", certificate: attacker.identity } as const;
    await using cluster = await startControlPlane({ connections: [[fault, { after: 1 }]] });
    const ended = await discover(cluster, environment);
    const error = Object(resultOf(ended).error);
    assert.equal(error.code, "server-untrusted", ended.stdout);
    assert.equal(ended.code, 5);
    assert.equal(cluster.requests.length, 1);
  });

  Deno.test(`${name} in the environment does not keep the right server from being trusted`, async () => {
    await using attacker = await createAttacker();
    await using cluster = await startControlPlane();
    const ended = await discover(cluster, environments(attacker.caFile)[name] ?? {});
    assert.equal(ended.code, 0, ended.stdout);
    assert.deepEqual(resultOf(ended).caPins, [cluster.pin]);
    assert.equal(ended.stderr, "");
  });
}
