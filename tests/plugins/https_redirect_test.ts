import assert from "node:assert/strict";
import { afterwards, leadsTo, sends, startFileServer } from "../support/file_server.ts";
import { createAuthority } from "../support/pki.ts";
import { CA_ONE } from "../core/kit/vectors.ts";
import { declines, proposes } from "./proposing.ts";
import { authority, by, FILE, identity } from "./web.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const roots = authority.certificatePem;

Deno.test("https discovery follows redirects within the host, three at the most", async () => {
  for (const hops of [1, 3]) {
    await using server = await startFileServer(
      identity,
      afterwards(hops, leadsTo("/next"), sends(FILE)),
    );
    await proposes(by(server));
    assert.equal(server.asked.length, hops + 1);
  }
  await using server = await startFileServer(identity, afterwards(4, leadsTo("/n"), sends(FILE)));
  const { error } = await declines("download-redirect", by(server));
  assert.match(error.message, /more than 3 times/);
  assert.equal(server.asked.length, 4);
});

Deno.test("https discovery goes to another host when it is told to, and only then", async () => {
  await using other = await startFileServer(identity, sends(FILE));
  await using server = await startFileServer(identity, leadsTo(`${other.url}/d.yaml?sig=geheim`));
  const { error } = await declines("download-redirect", by(server, "/", { secrets: ["geheim"] }));
  assert.match(error.message, new RegExp(`another host, localhost:${other.port}`));
  assert.match(error.hint, /--discovery-file-other-hosts/);
  assert.deepEqual(other.asked, []);
  const { proposal } = await proposes({
    ...by(server, "/", { secrets: ["geheim"] }),
    flags: { discoveryFile: server.url, discoveryFileOtherHosts: true },
  });
  assert.equal(proposal.caPem, CA_ONE.pem);
});

Deno.test("https discovery verifies the other host as well", async () => {
  const stranger = await createAuthority();
  const evil = await stranger.issue({ commonName: "e", usage: "server", dns: ["localhost"] });
  await using other = await startFileServer(evil, sends(FILE));
  await using server = await startFileServer(identity, leadsTo(other.url));
  await declines("server-untrusted", {
    ...by(server),
    flags: { discoveryFile: server.url, discoveryFileOtherHosts: true },
  });
  assert.deepEqual(other.asked, []);
});

Deno.test.each([
  { location: "http://localhost:1/d.yaml", says: /to http:\/\/, which anybody/ },
  { location: "HTTP://localhost/", says: /to http:/ },
  { location: "file:///etc/shadow", says: /to file:/ },
  { location: "data:text/plain,x", says: /to data:/ },
  { location: "https://[::1", says: /not a URL/ },
  { location: "//user:geheim@localhost:1/", says: /another host|password/ },
])("https discovery does not follow a redirect to $location", async ({ location, says }) => {
  for (const discoveryFileOtherHosts of [false, true]) {
    await using server = await startFileServer(identity, leadsTo(location));
    const { error } = await declines("download-redirect", {
      flags: { discoveryFile: server.url, discoveryFileOtherHosts },
      publicRoots: roots,
      secrets: ["geheim"],
    });
    assert.match(error.message, says);
  }
});
