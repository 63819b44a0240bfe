/** What preflight finds beyond kubeadm, on real nodes, by name and level. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { labTest, up, VERSIONS } from "./lab.ts";
import { type Beyond, findingsUnder } from "./preflight/beyond/beyond.ts";
import { KERNEL } from "./preflight/beyond/kernel.ts";
import { LEFTOVERS } from "./preflight/beyond/leftovers.ts";
import { MACHINE } from "./preflight/beyond/machine.ts";
import { NETWORK } from "./preflight/beyond/network.ts";
import { RUNTIME } from "./preflight/beyond/runtime.ts";
import { install } from "./support/program.ts";

const CONDITIONS: readonly Beyond[] = [...NETWORK, ...MACHINE, ...KERNEL, ...RUNTIME, ...LEFTOVERS];

for (const version of VERSIONS) {
  labTest(`preflight finds what kubeadm of ${version} does not look at`, async (t) => {
    await using cluster = await up(version);
    await using node = await cluster.node("n1");
    await install(node);
    const usual = await findingsUnder({ name: "a prepared node as it is" }, node);
    for (const { found, besides = {}, hides = [], ...condition } of CONDITIONS) {
      if ((condition.only ?? version) !== version) continue;
      await t.step(condition.name, async () => {
        const seen = await findingsUnder(condition, node);
        const stays = Object.entries(usual).filter(([check]) => !hides.includes(check));
        assert.deepEqual(seen, { ...Object.fromEntries(stays), ...found, ...besides[version] });
      });
    }
    const after = await findingsUnder({ name: "a prepared node as it is" }, node);
    assert.deepEqual(after, usual, "a condition was not undone");
  });
}
