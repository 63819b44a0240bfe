/** The stand-in control plane of the other tests answers as the real API server does. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { type Lab, labTest, up, type Version, VERSIONS } from "./lab.ts";
import { type Observations, observe } from "./parity/requests.ts";
import type { Target } from "./parity/target.ts";
import { output } from "./support/command.ts";

const CLIENT = fileURLToPath(new URL("./parity/client.ts", import.meta.url));

interface Difference {
  /** The name of the request. */
  request: string;
  because: string;
}

const VERSION_FIELDS: Difference = {
  request: "anonymous: /version",
  because: "the real one has more fields; nobody here reads them",
};
const ABSENT_NODE: Difference = {
  request: "node: PATCH of an absent Node",
  because: "the real server looks whether it is there before it asks whether it may be changed",
};

/** All that the stand-in may answer differently. */
const EXPECTED: Record<Version, readonly Difference[]> = {
  "1.37": [
    VERSION_FIELDS,
    ABSENT_NODE,
    ...["another Node", "all Nodes", "kubelet-config-1.20", "kube-proxy", "cluster-info"].map((
      what,
    ) => ({
      request: `node: ${what}`,
      because: 'the real server names the authorizer before its reason: "node: no relationship …"',
    })),
  ],
  "1.20": [
    VERSION_FIELDS,
    ABSENT_NODE,
    ...["token", "node"].map((who) => ({
      request: `${who}: kubeadm-config`,
      because: "the real one also holds a ClusterStatus, which no worker reads",
    })),
    ...["a signer", "usages"].map((what) => ({
      request: `token: CSR without ${what}`,
      because: 'the real server adds to "Required value" what has to be provided',
    })),
  ],
};

/** Asks the lab's API server from within its own network, which nothing connects to ours. */
async function observeLab(cluster: Lab): Promise<Observations> {
  const root = await cluster.root();
  const caPem = await Deno.readTextFile(`${root}/etc/kubernetes/pki/ca.crt`);
  const target: Target = { url: `https://${cluster.endpoint}`, caPem, token: cluster.token };
  const network = root.replace(/root$/, "ns/net");
  const client = [Deno.execPath(), "run", "-A", CLIENT, JSON.stringify(target)];
  return JSON.parse(await output("nsenter", [`--net=${network}`, ...client]));
}

for (const version of VERSIONS) {
  labTest(`the stand-in for ${version} answers as the real API server`, async () => {
    await using cluster = await up(version);
    await cluster.apply({ apiVersion: "v1", kind: "Node", metadata: { name: "x1" } });
    const real = await observeLab(cluster);
    await using standIn = await startControlPlane({ version });
    standIn.putNode("x1", { ready: false });
    const { url, token, authority } = standIn;
    const ours = await observe({ url, token, caPem: authority.certificatePem });

    const known = new Set(EXPECTED[version].map(({ request }) => request));
    const [found, wanted]: [Observations, Observations] = [{}, {}];
    for (const [request, answer] of Object.entries(real)) {
      if (known.has(request)) {
        assert.notEqual(ours[request], answer, `${request}: no longer different`);
      } else [found[request], wanted[request]] = [ours[request] ?? "not asked", answer];
    }
    assert.deepEqual(found, wanted);
  });
}
