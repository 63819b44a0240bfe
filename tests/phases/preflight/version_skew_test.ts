import assert from "node:assert/strict";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { find, findings } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("KubeletSkew finds a kubelet that is newer than the server, before any join", async () => {
  await using cluster = await startControlPlane({ version: "1.20" });
  const flags = { endpoints: [cluster.endpoint] };
  const [found] = await findings("KubeletSkew", { flags, kubelet: "v1.21.0" });
  assert.equal(found?.level, "error");
  assert.match(found?.text ?? "", /v1\.21\.0, the API server v1\.20\.2: .*not be newer/);
  assert.match(found?.hint ?? "", /a kubelet of 1\.20, or upgrade the control plane first/);
  assert.deepEqual(await find("KubeletSkew", { flags, kubelet: "v1.18.0" }), []);
  assert.equal((await find("KubeletSkew", { flags, kubelet: "v1.17.0" })).length, 1);
});

Deno.test("KubeletSkew says nothing where the server does not tell, or in a join", async () => {
  await using strict = await startControlPlane({ faults: [[{ kind: "status", status: 401 }]] });
  const flags = { endpoints: [strict.endpoint] };
  assert.deepEqual(await find("KubeletSkew", { flags, kubelet: "v1.99.0" }), []);
  const asked = strict.requests.length;
  await find("KubeletSkew", { flags, kubelet: "v1.99.0", alone: false });
  assert.equal(strict.requests.length, asked);
});
