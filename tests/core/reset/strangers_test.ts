import assert from "node:assert/strict";
import type { ResetHost } from "../../../core/host/types.ts";
import { failsWith } from "../kit/errors.ts";
import { fakeServices } from "../kit/joining.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";
import { resetting, stopped } from "./resetting.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("reset removes nothing behind a link above what it clears", async () => {
  await using root = await temporaryRoot();
  await root.put("/elsewhere/kubernetes/pki/precious.key", "mine");
  await root.put("/elsewhere/kubernetes/kubelet.conf", "mine");
  await Deno.symlink("elsewhere", `${root.path}/etc`);
  const { outcome } = await resetting({ root: root.path });
  assert.equal(
    await Deno.readTextFile(`${root.path}/elsewhere/kubernetes/pki/precious.key`),
    "mine",
  );
  assert.equal(await Deno.readTextFile(`${root.path}/elsewhere/kubernetes/kubelet.conf`), "mine");
  const reasons = outcome.reset?.kept.map(({ reason }) => reason).join("\n") ?? "";
  assert.match(reasons, /behind the link \/etc/);
});

Deno.test.each([
  { what: "an etcd member", file: "/etc/kubernetes/manifests/etcd.yaml" },
  { what: "the holder of etcd's CA", file: "/etc/kubernetes/pki/etcd/ca.key" },
  { what: "the holder of the front proxy's CA", file: "/etc/kubernetes/pki/front-proxy-ca.key" },
  { what: "the holder of the service accounts' key", file: "/etc/kubernetes/pki/sa.key" },
])("reset refuses $what, and changes nothing", async ({ file }) => {
  await using root = await temporaryRoot();
  await root.put(file, "x");
  await root.put("/var/lib/kubelet/config.yaml", "x");
  const before = await root.tree();
  await failsWith("reset-refused", () => resetting({ root: root.path }));
  assert.deepEqual(await root.tree(), before);
});

/** As if this were the machine itself, whose kubelet answers. */
function answering(host: ResetHost): ResetHost {
  return {
    ...host,
    root: "/",
    machine: { ...host.machine, uid: 0 },
    local: { ...host.local, httpStatus: () => Promise.resolve(200) },
  };
}

Deno.test("reset goes no further while a kubelet answers, unless it is told to", async () => {
  await using root = await temporaryRoot();
  await root.put("/var/lib/kubelet/pods/1/volumes/data", "mine");
  const options = { root: root.path, services: stopped, through: answering };
  const error = await failsWith("reset-refused", () => resetting(options));
  assert.match(error.message, /127\.0\.0\.1:10248/);
  assert.match(error.hint, /--force/);
  assert.equal(await Deno.readTextFile(`${root.path}/var/lib/kubelet/pods/1/volumes/data`), "mine");
});

Deno.test("reset stops a kubelet that runs though its unit is masked", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/kubernetes/kubelet.conf", "x");
  const stops: string[] = [];
  const services = fakeServices({
    status: () => Promise.resolve({ found: false, enabled: false, state: "running", restarts: 0 }),
    stop: (unit) => Promise.resolve(void stops.push(unit)),
  });
  await resetting({ root: root.path, services });
  assert.deepEqual(stops, ["kubelet"]);
});
