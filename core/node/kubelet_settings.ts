import type { Files } from "../host/types.ts";
import { PATHS } from "./paths.ts";
import { readQuietly } from "./read_quietly.ts";

/** Where packages and earlier joins keep flags for the kubelet; the last one counts. */
const FLAG_FILES = [PATHS.kubeletFlags, "/etc/default/kubelet", "/etc/sysconfig/kubelet"];

/** A setting of the kubelet, and the file that it stands in. */
export interface KubeletSetting {
  readonly value: string;
  readonly path: string;
}

/**
 * Looks for a setting that the kubelet of this machine has already: as a flag, which counts more, or in
 * the configuration of an earlier run. A join may bring another configuration.
 *
 * @param field its name in KubeletConfiguration; the flag's is made of that
 */
export async function findKubeletSetting(
  files: Pick<Files, "read">,
  field: string,
): Promise<KubeletSetting | undefined> {
  const flag = field.replace(/[A-Z]+/g, (letters) => `-${letters.toLowerCase()}`);
  const asFlag = new RegExp(`--${flag}(?:[= ]"?([^\\s"'-][^\\s"']*))?`, "g");
  const texts = await Promise.all(
    [...FLAG_FILES, PATHS.kubeletConfig].map((path) => readQuietly(files, path)),
  );
  for (const path of [...FLAG_FILES].reverse()) {
    const active = (texts[FLAG_FILES.indexOf(path)] ?? "").replace(/^\s*#.*$/gm, "");
    const found = [...active.matchAll(asFlag)].at(-1);
    if (found !== undefined) return { value: found[1] ?? "true", path };
  }
  const config = texts.at(-1) ?? "";
  const value = new RegExp(`^${field}:\\s*["']?([^\\s"'#]+)`, "m").exec(config)?.[1];
  return value === undefined ? undefined : { value, path: PATHS.kubeletConfig };
}
