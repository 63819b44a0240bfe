import assert from "node:assert/strict";
import type { Check } from "../../phases/preflight/check.ts";
import { unknownNames } from "../../phases/preflight/known_names.ts";
import { checks } from "../../phases/preflight/manifest.ts";
import { recorder } from "../core/kit/events.ts";
import { joining } from "../core/kit/joining.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { preflight } from "../../phases/preflight.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("names to ignore are known in any letters, also kubeadm's for other machines", () => {
  const names = ["all", "SWAP", "service-Kubelet", "numcpu", "Mem", "service-docker", "port-6443"];
  assert.deepEqual(unknownNames(names, checks), []);
  assert.deepEqual(unknownNames(checks.map(({ name }) => name), checks), []);
});

Deno.test.each([
  { name: "swpa", near: "Swap" },
  { name: "fileexisting-crictrl", near: "FileExisting-crictl" },
  { name: "port-10251x", near: "Port-10251" },
  { name: "something-else-entirely-and-long", near: undefined },
])("the name $name is unknown, the nearest is $near", ({ name, near }) => {
  assert.deepEqual(unknownNames([name], checks), [{ name, near }]);
});

Deno.test("preflight warns of a name that ignores nothing", async () => {
  await using root = await temporaryRoot();
  const record = recorder();
  const flags = {
    nodeName: "localhost",
    ignorePreflightErrors: ["Sawp", "CRI"],
  };
  await joining({ root: root.path, phases: [preflight], flags, record }).catch(() => {});
  assert.deepEqual(record.of("note"), [{
    kind: "note",
    level: "warning",
    text: '--ignore-preflight-errors has "sawp", which is no check',
    hint: "the nearest name is Swap",
  }]);
});

Deno.test("the check that looks for root is the only first one", () => {
  const first = checks.filter((check: Check) => check.first);
  assert.deepEqual(first.map(({ name }) => name), ["IsPrivilegedUser"]);
});
