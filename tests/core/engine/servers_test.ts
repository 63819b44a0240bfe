import assert from "node:assert/strict";
import { createServers } from "../../../core/engine/servers.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const [one, two, three] = ["https://one", "https://two", "https://three"].map((url) => ({ url }));
assert.ok(one && two && three);

Deno.test("createServers() asks the preferred server until it fails, then the next, round and round", () => {
  const servers = createServers([one, two, three]);
  assert.equal(servers.count, 3);
  for (const expected of [one, two, three, one]) {
    assert.equal(servers.current(), expected);
    assert.equal(servers.current(), expected);
    servers.failed(expected);
  }
});

Deno.test("createServers() passes a server over once, however many saw it fail", () => {
  const servers = createServers([one, two, three]);
  servers.failed(one);
  servers.failed(one);
  assert.equal(servers.current(), two);
  servers.failed(three);
  assert.equal(servers.current(), two);
});

Deno.test("createServers() keeps to a single server", () => {
  const servers = createServers([one]);
  servers.failed(one);
  assert.equal(servers.current(), one);
});
