/** The shortest proof, for every change: a real join of each version, and no trace of the token. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { labTest, up, VERSIONS } from "./lab.ts";
import { joins } from "./support/join_run.ts";
import { install } from "./support/program.ts";
import { filesWith } from "./support/secrets.ts";
import { createToken, withToken } from "./support/tokens.ts";

for (const version of VERSIONS) {
  labTest(`a node of ${version} joins, and keeps nothing of the token`, async () => {
    await using cluster = await up(version);
    await using node = await cluster.node("n1");
    await install(node);
    const token = await createToken(cluster);
    const secret = token.slice(7);
    const run = await joins(node, withToken(cluster, token));
    assert(!(run.stdout + run.stderr).includes(secret), "the secret is in the output");
    await cluster.ready("n1");
    assert.deepEqual(await filesWith(node, secret), []);
  });
}
