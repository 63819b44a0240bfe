import assert from "node:assert/strict";
import { startConnectProxy } from "../../support/connect_proxy.ts";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { freePort } from "../../support/free_port.ts";
import { createAuthority } from "../../support/pki.ts";
import { find, findings } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

// The operator's own roots would go before those of the temporary root.
Deno.env.delete("SSL_CERT_FILE");

const ENDPOINT = "cluster.test:6443";
const CLUSTER = { names: { dns: ["cluster.test"] } };
const to = { flags: { endpoints: [ENDPOINT] } };

Deno.test("ProxyTunnel and EndpointAnswers are content with a proxy that opens the way", async () => {
  await using cluster = await startControlPlane(CLUSTER);
  await using proxy = await startConnectProxy({ "cluster.test": cluster.port });
  for (const name of ["ProxyTunnel", "EndpointAnswers", "PathMTU"]) {
    assert.deepEqual(await find(name, { ...to, proxy: proxy.url }), []);
  }
});

Deno.test("EndpointAnswers refuses when neither the proxy nor the direct way leads there", async () => {
  await using proxy = await startConnectProxy({});
  const endpoint = `127.0.0.1:${freePort()}`;
  const route = { host: "127.0.0.1", port: proxy.port, shown: proxy.url, authorization: undefined };
  const found = await find("EndpointAnswers", {
    flags: { endpoints: [endpoint] },
    local: { proxyFor: () => route },
  });
  assert.deepEqual(found, [`error The API server ${endpoint} refuses connections`]);
});

Deno.test("ProxyTunnel finds a proxy that refuses, and shows no password", async () => {
  await using proxy = await startConnectProxy({}, { kind: "status", status: 403 });
  const url = proxy.url.replace("http://", "http://joe:hidden-word@");
  const [found] = await findings("ProxyTunnel", { ...to, proxy: url });
  assert.match(
    found?.text ?? "",
    /^cluster\.test:6443 is not reached through the proxy http:\/\/127\.0\.0\.1:\d+: .* 403/,
  );
  assert.match(found?.hint ?? "", /`export NO_PROXY=cluster\.test`/);
  assert.doesNotMatch(JSON.stringify(found), /hidden-word/);
});

Deno.test("ProxyTunnel finds a proxy whose certificate this machine's roots vouch for", async () => {
  const authority = await createAuthority({ name: "inspection" });
  await using between = await startControlPlane({ names: { dns: ["roots.test"] }, authority });
  await using proxy = await startConnectProxy({}, { kind: "intercepts", port: between.port });
  const files = { "/etc/ssl/certs/ca-certificates.crt": authority.certificatePem };
  const [found] = await find("ProxyTunnel", {
    // A name of its own: servers of one process take each other's TLS sessions up.
    flags: { endpoints: ["roots.test:6443"] },
    proxy: proxy.url,
    files,
  });
  assert.match(found ?? "", /^warning The proxy .* puts itself between .* from "CN=inspection"$/);
});

Deno.test("ProxyTunnel finds a proxy whose certificate is not what the server shows directly", async () => {
  await using cluster = await startControlPlane(CLUSTER);
  const authority = await createAuthority({ name: "inspection" });
  await using between = await startControlPlane({ ...CLUSTER, authority });
  await using proxy = await startConnectProxy({}, { kind: "intercepts", port: between.port });
  const given = {
    flags: { endpoints: [cluster.endpoint] },
    local: {
      proxyFor: () => ({
        host: "127.0.0.1",
        port: proxy.port,
        shown: proxy.url,
        authorization: undefined,
      }),
    },
  };
  const [found] = await find("ProxyTunnel", given);
  assert.match(found ?? "", /^warning The proxy .* puts itself between .* from "CN=inspection"$/);
});
