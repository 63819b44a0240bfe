import assert from "node:assert/strict";
import { NO_CHANGES } from "../../../core/config/kubelet_options.ts";
import { createHost } from "../../../core/host/host.ts";
import { dropInsOf, factsWithDropIns } from "../../../core/node/kubelet_drop_ins.ts";
import { readConfiguration } from "../../../core/node/kubelet_configuration.ts";
import { failsWith, throwsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const HEAD = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";
const NEW = { major: 1, minor: 30, text: "v1.30.0" };
const OLD = { major: 1, minor: 29, text: "v1.29.9" };

Deno.test("dropInsOf() writes whole KubeletConfigurations into the directory", () => {
  const options = {
    ...NO_CHANGES,
    configDirectory: "/d",
    dropIns: { "10-a.conf": { maxPods: 5 } },
  };
  const drops = dropInsOf(options, [], NEW);
  assert.equal(drops?.directory, "/d");
  assert.deepEqual([...drops?.written ?? []], [["/d/10-a.conf", `${HEAD}maxPods: 5\n`]]);
});

Deno.test("dropInsOf() takes the directory of an argument of the operator's", () => {
  const args = [{ name: "config_dir", value: "/mine" }];
  assert.equal(dropInsOf(NO_CHANGES, args, NEW)?.directory, "/mine");
  const both = { ...NO_CHANGES, configDirectory: "/d" };
  const { message } = throwsWith("kubelet-argument-refused", () => dropInsOf(both, args, NEW));
  assert.match(message, /"\/mine" and "\/d"/);
  assert.equal(dropInsOf(NO_CHANGES, [], OLD), undefined);
});

Deno.test("dropInsOf() refuses a kubelet that reads none", () => {
  const options = { ...NO_CHANGES, configDirectory: "/d" };
  const { message } = throwsWith("kubelet-drop-ins-unsupported", () => dropInsOf(options, [], OLD));
  assert.match(message, /v1\.29\.9 reads no drop-ins; kubelets since 1\.30 do/);
});

Deno.test("factsWithDropIns() sees what the kubelet will: drop-ins by name, ours and others'", async () => {
  await using root = await temporaryRoot();
  await root.put("/d/10-there.conf", `${HEAD}healthzPort: 1\nfailSwapOn: false\n`);
  await root.put("/d/30-ours.conf", `${HEAD}healthzPort: 2\n`);
  await root.put("/d/40-ignored.yaml", "healthzPort: [\n");
  using host = await createHost({ root: root.path, dryRun: true, emit: () => {}, version: "0" });
  const configuration = readConfiguration(HEAD);
  const written = new Map([["/d/30-ours.conf", `${HEAD}healthzPort: 3\n`]]);
  const facts = await factsWithDropIns(configuration, { directory: "/d", written }, host.files);
  assert.deepEqual(facts.healthz, { host: "127.0.0.1", port: 3 });
  assert.equal(facts.tolerance.failSwapOn, false);
  const nothing = { directory: "/none", written: new Map<string, string>() };
  const without = await factsWithDropIns(configuration, nothing, host.files);
  assert.equal(without.healthz?.port, 10248);
  await root.put("/d/50-broken.conf", "kind: Pod\n");
  await failsWith(
    "kubelet-config-malformed",
    () => factsWithDropIns(configuration, { directory: "/d", written }, host.files),
  );
});
