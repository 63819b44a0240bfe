import { JoinError } from "../engine/errors.ts";
import type { Api } from "./api.ts";
import { type ConfigSource, showSource } from "./config_source.ts";
import { ConfigMap, readObject } from "./objects.ts";
import { statusError } from "./status_error.ts";

/**
 * Looks at the ConfigMap that a kubelet is to follow, before its Node names it: the first that is there.
 *
 * @returns with the uid and version that it has; undefined where whoever asks may not see the only one named
 * @throws JoinError `config-source-missing`
 */
export async function findFollowed(
  api: Api,
  candidates: readonly ConfigSource[],
): Promise<ConfigSource | undefined> {
  const refused: string[] = [];
  let hidden = false;
  for (const source of candidates) {
    const { namespace, name, key } = source;
    const what = `reading ConfigMap ${namespace}/${name}`;
    const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
    const response = await api.call({ method: "GET", path }, what);
    if (response.status === 403 || response.status === 404) {
      hidden ||= response.status === 403;
      const why = response.status === 403 ? "forbidden" : "not found";
      refused.push(`${namespace}/${name}: ${why}`);
      continue;
    }
    if (response.status !== 200) throw statusError(response, what);
    const { metadata, data } = readObject(ConfigMap, response.text, what);
    if (data?.[key] !== undefined) {
      return { namespace, name, key, uid: metadata.uid, resourceVersion: metadata.resourceVersion };
    }
    refused.push(`${namespace}/${name}: it has no key "${key}"`);
  }
  // Rights to read are by name: a Node gets that to a ConfigMap only by naming it.
  if (hidden && candidates.length === 1) return undefined;
  const wanted = candidates.map(showSource).join(" or ");
  throw new JoinError(
    "config-source-missing",
    `The kubelet cannot follow ${wanted} (${refused.join("; ")})`,
  );
}
