/** A bare prepared node joins, runs a pod, and is the same node after a reboot. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { labTest, up, VERSIONS } from "./lab.ts";
import { joins } from "./support/join_run.ts";
import { at } from "./support/json.ts";
import { runsPods } from "./support/pods.ts";
import { filesWith } from "./support/secrets.ts";
import { createToken, withToken } from "./support/tokens.ts";
import { install, KINDS, programFile } from "./support/program.ts";

const CURRENT = "/var/lib/kubelet/pki/kubelet-client-current.pem";

for (const version of VERSIONS) {
  labTest(`a node of ${version} joins, runs a pod, and comes back after a reboot`, async (t) => {
    await using cluster = await up(version);
    for (const [index, kind] of KINDS.entries()) {
      await t.step({
        name: kind,
        ignore: programFile(kind) === undefined,
        async fn() {
          const name = `n${index + 1}`;
          await using node = await cluster.node(name);
          await install(node, kind);
          const { code } = await node.attempt("sh", "-c", "command -v deno node");
          assert.notEqual(code, 0, "the node has a JavaScript runtime of its own");

          const token = await createToken(cluster);
          const { result } = await joins(node, withToken(cluster, token));
          assert(result.ok && result.nodeName === name);
          assert.deepEqual(result.caPins, [cluster.pin]);
          const uid = at(await cluster.ready(name), "metadata", "uid");
          await runsPods(cluster, name);
          assert.deepEqual(await filesWith(node, token.slice(7)), []);

          const identity = await node.exec("sh", "-c", `readlink ${CURRENT}; sha256sum ${CURRENT}`);
          const confBefore = await node.exec("cat", "/etc/kubernetes/kubelet.conf");
          await node.reboot();
          // The Node object says Ready until the control plane misses it: a pod tells the truth.
          await runsPods(cluster, name);
          assert.equal(at(await cluster.ready(name), "metadata", "uid"), uid);
          const after = await node.exec("sh", "-c", `readlink ${CURRENT}; sha256sum ${CURRENT}`);
          assert.equal(after, identity);
          assert.equal(await node.exec("cat", "/etc/kubernetes/kubelet.conf"), confBefore);
        },
      });
    }
  });
}
