/** Labels, taints, address and arguments reach the Node and its kubelet. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { labTest, up, VERSIONS } from "./lab.ts";
import { joins } from "./support/join_run.ts";
import { at } from "./support/json.ts";
import { install } from "./support/program.ts";
import { createToken, withToken } from "./support/tokens.ts";

for (const version of VERSIONS) {
  labTest(`a node of ${version} is what the operator asks for`, async () => {
    await using cluster = await up(version);
    await using node = await cluster.node("n1");
    await install(node);
    const addresses = await node.exec("ip", "-o", "-4", "addr", "show", "scope", "global");
    const [, address = ""] = /inet ([^/]+)/.exec(addresses) ?? [];
    const { result } = await joins(node, [
      ...withToken(cluster, await createToken(cluster)),
      ...["--labels", "zone=a,example.org/disk=ssd"],
      ...["--taints", "dedicated=gpu:PreferNoSchedule,maintenance:PreferNoSchedule"],
      ...["--node-ip", address],
      ...["--kubelet-extra-arg", "provider-id=lab://a b"],
    ]);
    assert.ok(result.ok);

    const ready = await cluster.ready("n1");
    const labels = Object(at(ready, "metadata", "labels"));
    assert.deepEqual([labels.zone, labels["example.org/disk"]], ["a", "ssd"]);
    const taints = [at(ready, "spec", "taints")].flat().map((taint) => {
      const { key, value = "", effect } = Object(taint);
      return `${key}=${value}:${effect}`;
    });
    for (const taint of ["dedicated=gpu:PreferNoSchedule", "maintenance=:PreferNoSchedule"]) {
      assert.ok(taints.includes(taint), taints.join());
    }
    const found = [at(ready, "status", "addresses")].flat().map((one) => Object(one).address);
    assert.ok(found.includes(address), found.join());
    assert.equal(at(ready, "spec", "providerID"), "lab://a b");

    const line = await node.exec("sh", "-c", "tr '\\0' '\\n' < /proc/$(pidof kubelet)/cmdline");
    const words = line.split("\n");
    assert.ok(words.includes("--provider-id=lab://a b"), line);
    assert.ok(words.includes(`--node-ip=${address}`), line);
  });
}
