import assert from "node:assert/strict";
import type { Case } from "./looking.ts";
import { kubelet, lookAsKubeadm } from "./preflight_looks.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SOCKET = "/var/run/containerd/containerd.sock";

Deno.test.each<{ what: string; is: string[] } & Case>([
  { what: "a runtime that is ready", is: [] },
  { what: "a network that is not set up yet", runtime: { networkReady: false }, is: [] },
  {
    what: "a runtime that is not ready",
    runtime: { runtimeReady: false },
    is: ["error CRI: containerd is not ready: it does not say why"],
  },
  {
    what: "a runtime without RuntimeConfig",
    runtime: { cgroupDriver: "untold", runtimeVersion: "1.7.9" },
    is: [
      "warning ContainerRuntimeVersion: containerd 1.7.9 has no RuntimeConfig call; a later kubelet needs it",
    ],
  },
  {
    what: "a runtime without RuntimeConfig, and a kubelet of 1.34",
    runtime: { cgroupDriver: "untold" },
    arrange: kubelet(34),
    is: [],
  },
  {
    what: "a runtime that tells another driver",
    runtime: { cgroupDriver: "cgroupfs" },
    is: [],
  },
  {
    what: "a runtime of CRI v1alpha2, and a kubelet that speaks v1",
    runtime: { apis: ["v1alpha2"], runtimeVersion: "1.5.2" },
    is: [`error CRI: containerd 1.5.2 at unix://${SOCKET} speaks no CRI v1, as the kubelet will`],
  },
  {
    what: "a runtime of CRI v1alpha2, and a kubelet of 1.25",
    runtime: { apis: ["v1alpha2"] },
    arrange: kubelet(25),
    is: [],
  },
  {
    what: "no runtime, once and not twice",
    runtime: false,
    is: [`error CRI: No container runtime answers at unix://${SOCKET}`],
  },
])("preflight judges $what", async ({ is, ...given }) => {
  const { lines, hints } = await lookAsKubeadm(given);
  assert.deepEqual(lines, is);
  assert.ok(hints.every((hint) => hint !== ""));
});
