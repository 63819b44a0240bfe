/**
 * The kubelet's files as we write them, against those of the real kubeadm of that version, and our table of the
 * kubelet's flags against the real kubelets. See lab.ts for how to run this.
 */
import assert from "node:assert/strict";
import { ADDED_FLAGS, OWN_FLAGS, REMOVED_FLAGS } from "../../core/node/kubelet_flag_table.ts";
import { CONFIGURATIONS } from "./kubelet_files/configurations.ts";
import { arrange, byKubeadm, byKubeworker, compare } from "./kubelet_files/written.ts";
import { labTest, up, type Version, VERSIONS } from "./lab.ts";
import type { Machine } from "./support/machine.ts";
import { install } from "./support/program.ts";

/** Flags of the join's own that have gone, apart from the table: the operator cannot give them. */
const OWN_GONE: Record<Version, readonly string[]> = {
  "1.37": ["container-runtime", "experimental-bootstrap-kubeconfig"],
  "1.20": [],
};

function isKnown(flag: string, minor: number): boolean {
  return minor < (REMOVED_FLAGS.get(flag) ?? Infinity) && minor >= (ADDED_FLAGS.get(flag) ?? 0);
}

/** Those of the flags that this kubelet does not know: each is tried. */
async function unknownTo(node: Machine, names: readonly string[]): Promise<string[]> {
  const script = `for f in ${names.join(" ")}; do
    kubelet --$f= --version 2>&1 | grep -q "unknown flag: --$f" && echo $f; done; true`;
  return (await node.exec("sh", "-c", script)).split("\n").filter((line) => line !== "");
}

/** Both programs write its files and one starts it: what runs reads nothing, and joins nothing. */
async function replaceKubelet(node: Machine): Promise<void> {
  const drop = "/run/systemd/system/kubelet.service.d";
  const idle = String.raw`[Service]\nExecStart=\nExecStart=/bin/sleep infinity\n`;
  await node.exec(
    "sh",
    "-c",
    `mkdir -p ${drop}; printf '${idle}' > ${drop}/99-idle.conf
     systemctl daemon-reload; systemctl restart kubelet`,
  );
}

for (const version of VERSIONS) {
  labTest(`the kubelet's files on ${version} are kubeadm's, but for what is listed`, async (t) => {
    await using cluster = await up(version);
    await using node = await cluster.node("n1");
    await install(node);
    await replaceKubelet(node);
    for (const configuration of CONFIGURATIONS) {
      const { name, versions = VERSIONS, differs = {} } = configuration;
      if (!versions.includes(version)) continue;
      await t.step(name, async () => {
        await arrange(node, cluster, configuration);
        const theirs = await byKubeadm(node);
        const ours = await byKubeworker(node, configuration, version);
        const expected = (differs[version] ?? []).map(({ what }) => what);
        assert.deepEqual(compare(ours, theirs), expected.sort());
      });
    }
    await t.step("every flag of the table is tried on the real kubelet", async () => {
      const minor = Number(version.split(".")[1]);
      const names = [...new Set([...REMOVED_FLAGS.keys(), ...ADDED_FLAGS.keys()])].sort();
      const unknown = names.filter((flag) => !isKnown(flag, minor));
      assert.deepEqual(await unknownTo(node, names), unknown);
      const own = [...OWN_FLAGS.keys()].sort();
      assert.deepEqual(await unknownTo(node, own), OWN_GONE[version]);
    });
  });
}
