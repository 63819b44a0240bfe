import { parse } from "yaml";
import { z } from "zod";
import { requestApi } from "./api_client.ts";
import { log } from "./fatal.ts";
import type { ClusterAccess } from "./kubeconfig.ts";
import type { RootedFiles } from "./rooted_files.ts";

/** The real one looks every 10 s. */
const LOOK_MS = 50;
/** As long as a restart takes here. */
const RESTART_MS = 100;

const nodeSchema = z.object({
  spec: z.object({
    configSource: z.object({
      configMap: z.object({
        namespace: z.string(),
        name: z.string(),
        kubeletConfigKey: z.string(),
      }),
    }).optional(),
  }),
});
const configMapSchema = z.object({
  metadata: z.object({ uid: z.string(), resourceVersion: z.string() }),
  data: z.record(z.string(), z.string()).optional(),
});

/**
 * What a kubelet with `--dynamic-config-dir` does: it reads the ConfigMap that its Node names, keeps it, restarts
 * with it (here it only says so), and tells by the Node's status what it runs on.
 */
export async function followConfigMap(
  access: ClusterAccess,
  nodeName: string,
  { files, directory }: { files: RootedFiles; directory: string },
): Promise<never> {
  const path = `/api/v1/nodes/${nodeName}`;
  let seen = "";
  for (;; await wait(LOOK_MS)) {
    const read = nodeSchema.safeParse(await ask(access, path));
    const wanted = read.data?.spec.configSource?.configMap;
    if (wanted === undefined) continue;
    const { namespace, name, kubeletConfigKey } = wanted;
    const found = configMapSchema.safeParse(
      await ask(access, `/api/v1/namespaces/${namespace}/configmaps/${name}`),
    );
    if (!found.success) continue;
    const { metadata: { uid, resourceVersion }, data } = found.data;
    const version = `${uid}/${resourceVersion}`;
    if (version === seen) continue;
    seen = version;
    const text = data?.[kubeletConfigKey] ?? "";
    const checkpoint = `${directory}/store/checkpoints/${version}/${kubeletConfigKey}`;
    await files.write(checkpoint, text, 0o600);
    const assigned = { configMap: { ...wanted, uid, resourceVersion } };
    if (Object(parse(text)).kind !== "KubeletConfiguration") {
      log("E", "kubelet config controller: failed to load config: no kind KubeletConfiguration");
      const error = "failed to load config, see Kubelet log for details";
      await tell(access, path, { assigned, error });
      continue;
    }
    await tell(access, path, { assigned });
    await wait(RESTART_MS);
    await tell(access, path, { assigned, active: assigned });
  }
}

async function ask(access: ClusterAccess, path: string): Promise<unknown> {
  const { status, text } = await requestApi(access, { path }).catch(() => ({
    status: 0,
    text: "",
  }));
  return status === 200 ? JSON.parse(text) : undefined;
}

async function tell(access: ClusterAccess, path: string, config: object): Promise<void> {
  await requestApi(access, {
    method: "PATCH",
    path: `${path}/status`,
    body: { status: { config } },
  });
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
