/** What a join leaves on a node, against what the real kubeadm leaves on its twin. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { labTest, up, type Version, VERSIONS } from "./lab.ts";
import { differences, readOutcome } from "./support/differences.ts";
import { joins } from "./support/join_run.ts";
import { kubeadmJoins } from "./support/oracle.ts";
import { install } from "./support/program.ts";

interface Difference {
  /** As support/differences.ts puts it: what it is about: ours / theirs. */
  what: string;
  because: string;
}

/** All that may differ, and must. */
const EXPECTED: Record<Version, readonly Difference[]> = {
  "1.37": [{
    what:
      "/var/lib/kubelet/pki/kubelet-client-current.pem text: Digital Signature, Key Encipherment / Digital Signature",
    because:
      "kubelets since 1.27 ask for two usages; approvers before that take only all three, and those since take both",
  }],
  "1.20": [{
    what: "/etc/kubernetes/kubelet.conf preferences: absent / {}",
    because:
      "kubelets of that time write the empty field; it never meant anything, and is gone since",
  }],
};

/** What kubeadm has to be told here is told to both, so that it makes no difference. */
const TOLD: Record<Version, readonly string[]> = {
  "1.37": [],
  "1.20": ["--cri-socket", "/run/containerd/containerd.sock"],
};

for (const version of VERSIONS) {
  labTest(
    `a node of ${version} has what kubeadm would have left, but for what is listed`,
    async () => {
      await using cluster = await up(version);
      await using ours = await cluster.node("n1");
      await using theirs = await cluster.node("n2");
      await install(ours);
      await Promise.all([
        joins(ours, [...cluster.joinArgs, ...TOLD[version]]),
        kubeadmJoins(theirs, cluster),
      ]);
      await cluster.ready("n1");
      await cluster.ready("n2");
      const found = differences(await readOutcome(ours), await readOutcome(theirs));
      assert.deepEqual(found.sort(), EXPECTED[version].map(({ what }) => what).sort());
    },
  );
}
