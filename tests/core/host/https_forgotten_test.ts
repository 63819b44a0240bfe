import assert from "node:assert/strict";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { startForgetfulRelay } from "../../support/forgetful_relay.ts";
import { failsWith } from "../kit/errors.ts";
import { httpsClient } from "../kit/https.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("https.request() does not try one forgotten connection after the other", async () => {
  await using cluster = await startControlPlane();
  await using relay = await startForgetfulRelay(cluster.port);
  using client = httpsClient(cluster);
  const url = `https://127.0.0.1:${relay.port}/version`;
  const read = () => client.https.request(client.verified("", { url, timeoutMs: 400 }));
  // Several connections lie idle then.
  for (const _ of [1, 2]) await Promise.all([read(), read(), read(), read()]);
  relay.forget();
  await failsWith("server-silent", read);
  for (const _ of [1, 2, 3, 4]) assert.equal((await read()).status, 200);
});
