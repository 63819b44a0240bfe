import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterwards, says, sends, startFileServer } from "../../support/file_server.ts";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { createAuthority } from "../../support/pki.ts";
import { fileOf } from "./discovery_files.ts";
import { finds, refuses } from "./finding.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const web = await createAuthority({ name: "web" });
const identity = await web.issue({ commonName: "web", usage: "server", dns: ["localhost"] });
const publicRoots = web.certificatePem;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

Deno.test("https discovery finds the cluster of the file that it downloads", async () => {
  await using cluster = await startControlPlane();
  const text = fileOf(cluster, { user: { token: "of.the.file" } });
  await using server = await startFileServer(identity, sends(text));
  const { cluster: found, warnings, record } = await finds({
    flags: { discoveryFile: `${server.url}/d.yaml?sig=geheim` },
    publicRoots,
    secrets: ["of.the.file", "geheim"],
  });
  assert.equal(found.server, cluster.url);
  assert.equal(found.ca.because, "in a kubeconfig read over verified HTTPS");
  assert.ok(found.credential && "bearer" in found.credential);
  assert.deepEqual(record.of("plugin").map(({ name }) => name), ["https"]);
  assert.equal(warnings, "");
  assert.deepEqual(cluster.requests.map(({ credential }) => credential), ["none"]);
});

Deno.test("https discovery finds the cluster of a file with the digest asked for", async () => {
  await using cluster = await startControlPlane();
  const text = fileOf(cluster);
  await using server = await startFileServer(identity, sends(text));
  const { cluster: found } = await finds({
    flags: { discoveryFile: `${server.url}/d#sha256=${sha256(text)}`, token: cluster.token },
  });
  assert.equal(found.ca.because, "in a kubeconfig with the digest asked for");
});

Deno.test("https discovery does not ask the cluster of a file that it cannot believe", async () => {
  await using cluster = await startControlPlane();
  await using server = await startFileServer(identity, sends(fileOf(cluster)));
  const flags = { token: cluster.token };
  const discoveryFile = `${server.url}/d.yaml`;
  await refuses("server-untrusted", {
    flags: { discoveryFile, ...flags },
    publicRoots: cluster.authority.certificatePem,
  });
  await refuses("discovery-file-digest", {
    flags: { discoveryFile: `${discoveryFile}#sha256=${"0".repeat(64)}`, ...flags },
  });
  assert.deepEqual(cluster.requests, []);
});

Deno.test("https discovery gives the cluster the time that the download leaves", async () => {
  await using cluster = await startControlPlane();
  cluster.connections.add({ kind: "black-hole" });
  const answer = afterwards(1, says(503), sends(fileOf(cluster)));
  await using server = await startFileServer(identity, answer);
  const { ms } = await refuses("server-silent", {
    flags: { discoveryFile: server.url, token: cluster.token },
    publicRoots,
  });
  assert.ok(ms < 1400, String(ms));
});
