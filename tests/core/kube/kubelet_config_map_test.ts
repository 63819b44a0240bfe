import assert from "node:assert/strict";
import { fetchKubeletConfiguration } from "../../../core/kube/kubelet_config_map.ts";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { clientOf } from "../kit/api.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const paths = (cluster: { requests: readonly { path: string }[] }) =>
  cluster.requests.map(({ path }) => path.split("/").at(-1));

Deno.test.each(
  [
    { version: "1.37", minor: 37, asked: ["kubelet-config"] },
    { version: "1.37", minor: 20, asked: ["kubelet-config-1.20", "kubelet-config"] },
    { version: "1.20", minor: 20, asked: ["kubelet-config-1.20"] },
  ] as const,
)(
  "fetchKubeletConfiguration() finds it in a $version cluster for a kubelet 1.$minor",
  async ({ version, minor, asked }) => {
    await using cluster = await startControlPlane({
      version,
      kubeletConfig: "kind: KubeletConfiguration\n",
    });
    using client = clientOf(cluster);
    assert.deepEqual(await fetchKubeletConfiguration(client.api, minor), {
      text: "kind: KubeletConfiguration\n",
      versioned: asked.at(-1) === `kubelet-config-1.${minor}`,
    });
    assert.deepEqual(paths(cluster), asked);
  },
);

Deno.test("fetchKubeletConfiguration() says what each name came to when there is none", async () => {
  await using cluster = await startControlPlane({ version: "1.20" });
  cluster.faults.add({ kind: "status", status: 404 }, { path: "kubelet-config-1.30" });
  using client = clientOf(cluster);
  const error = await failsWith(
    "kubelet-config-missing",
    () => fetchKubeletConfiguration(client.api, 30),
  );
  assert.match(
    error.message,
    /kubelet 1\.30 \(kubelet-config: forbidden; kubelet-config-1\.30: not found\)/,
  );
});

Deno.test("fetchKubeletConfiguration() takes no ConfigMap without its key", async () => {
  await using cluster = await startControlPlane({ kubeletConfig: "" });
  using client = clientOf(cluster);
  const error = await failsWith(
    "kubelet-config-missing",
    () => fetchKubeletConfiguration(client.api, 37),
  );
  assert.match(error.message, /no key "kubelet"/);
});

Deno.test("fetchKubeletConfiguration() does not try another name with a token that is refused", async () => {
  await using cluster = await startControlPlane();
  using client = clientOf(cluster, { token: "abcdef.0000000000000000" });
  await failsWith("token-rejected", () => fetchKubeletConfiguration(client.api, 37));
  assert.equal(cluster.requests.length, 1);
});

Deno.test("fetchKubeletConfiguration() rides out a restart of the API server", async () => {
  await using cluster = await startControlPlane();
  cluster.faults.add({ kind: "reset" }, { times: 1 });
  cluster.faults.add({ kind: "status", status: 503 }, { times: 1 });
  using client = clientOf(cluster);
  assert.match((await fetchKubeletConfiguration(client.api, 37)).text, /KubeletConfiguration/);
});
