import { JoinError } from "../engine/errors.ts";
import type { Api } from "./api.ts";
import { ConfigMap, readObject } from "./objects.ts";
import { statusError } from "./status_error.ts";

/** From here on the ConfigMap has no version in its name (KEP 2915). */
const UNVERSIONED_SINCE = 24;

/** What a cluster gives its kubelets. */
export interface FetchedConfiguration {
  readonly text: string;
  /** The ConfigMap's name is that of the kubelet's own release. */
  readonly versioned: boolean;
}

/**
 * The text of the cluster's KubeletConfiguration. Which name it has depends on the cluster's version; the
 * kubelet's own is the best guess. A name that is not there answers 403 to a bootstrap token, as its rights
 * are by name: so both answers mean "try the other".
 *
 * @throws JoinError `kubelet-config-missing`, `token-rejected`
 */
export async function fetchKubeletConfiguration(
  api: Api,
  kubeletMinor: number,
): Promise<FetchedConfiguration> {
  const versioned = `kubelet-config-1.${kubeletMinor}`;
  const names = kubeletMinor >= UNVERSIONED_SINCE
    ? ["kubelet-config", versioned]
    : [versioned, "kubelet-config"];
  const refused: string[] = [];
  for (const name of names) {
    const response = await api.call({
      method: "GET",
      path: `/api/v1/namespaces/kube-system/configmaps/${name}`,
    }, `reading ConfigMap ${name}`);
    if (response.status === 403 || response.status === 404) {
      refused.push(`${name}: ${response.status === 403 ? "forbidden" : "not found"}`);
      continue;
    }
    if (response.status !== 200) throw statusError(response, `reading ConfigMap ${name}`);
    const text = readObject(ConfigMap, response.text, `ConfigMap ${name}`).data?.kubelet ?? "";
    if (text !== "") return { text, versioned: name === versioned };
    refused.push(`${name}: it has no key "kubelet"`);
  }
  throw new JoinError(
    "kubelet-config-missing",
    `The cluster has no kubelet configuration for a kubelet 1.${kubeletMinor} (${
      refused.join("; ")
    })`,
  );
}
