import assert from "node:assert/strict";
import { findDriverConflict } from "../../../core/node/cgroup_driver.ts";
import type { RuntimeSettings } from "../../../core/node/runtime_settings.ts";

Deno.test.sanitizer({ ops: true, resources: true });

type Driver = RuntimeSettings["cgroupDriver"];

Deno.test.each<
  { kubelet: string; runtime: Driver; announced: boolean; minor: number; is: boolean }
>([
  { kubelet: "systemd", runtime: "systemd", announced: false, minor: 30, is: false },
  { kubelet: "systemd", runtime: "cgroupfs", announced: false, minor: 37, is: true },
  { kubelet: "systemd", runtime: "cgroupfs", announced: true, minor: 31, is: false },
  { kubelet: "cgroupfs", runtime: "systemd", announced: true, minor: 30, is: true },
  { kubelet: "cgroupfs", runtime: undefined, announced: false, minor: 20, is: false },
])("a kubelet 1.$minor of $kubelet with a runtime of $runtime, announced: $announced", (given) => {
  const settings = {
    cgroupDriver: given.runtime,
    announced: given.announced,
    sandboxImage: undefined,
    state: { kind: "ready", network: undefined },
  } as const;
  const version = { major: 1, minor: given.minor, text: `v1.${given.minor}.0` };
  const found = findDriverConflict({ driver: given.kubelet, from: "here" }, settings, version);
  assert.equal(found !== undefined, given.is);
  if (found !== undefined) assert.match(found.text, /\(here\): pods do not stay up$/);
});
