import type { Files } from "../../core/host/types.ts";
import { kernelRelease } from "../../core/node/kernel_release.ts";
import { readQuietly } from "../../core/node/read_quietly.ts";
import type { Check } from "./check.ts";
import { asKubeadm } from "./kubeadm_check.ts";

/** Since Linux 4.19 the last one is called nf_conntrack; kubeadm's list has the old name only. */
const MODULES = ["ip_vs", "ip_vs_rr", "ip_vs_wrr", "ip_vs_sh", "nf_conntrack_ipv4"] as const;

/** What kube-proxy's IPVS mode needs. */
export const ipvsChecks: readonly Check[] = [
  asKubeadm({
    name: "RequiredIPVSKernelModulesAvailable",
    summary: "the kernel has what kube-proxy's IPVS mode needs",
    group: "kernel",
    async look({ host: { files } }) {
      const known = await knownModules(files);
      if (known === undefined) return [];
      const missing = MODULES.filter((name) =>
        !known.has(name) && !(name === "nf_conntrack_ipv4" && known.has("nf_conntrack"))
      );
      return missing.length === 0 ? [] : [{
        text: `Kernel modules that kube-proxy's IPVS mode needs are not loaded: ${
          missing.join(", ")
        }`,
        hint: `if kube-proxy is to use IPVS, load them: \`modprobe -a ${missing.join(" ")}\``,
      }];
    },
  }),
];

/** Loaded or built in; undefined where the kernel does not say. */
async function knownModules(files: Files): Promise<ReadonlySet<string> | undefined> {
  const [loaded, release] = await Promise.all([
    readQuietly(files, "/proc/modules"),
    kernelRelease(files),
  ]);
  if (loaded === undefined || release === undefined) return undefined;
  const builtIn = await readQuietly(files, `/lib/modules/${release}/modules.builtin`) ?? "";
  const names = [
    ...loaded.split("\n").map((line) => line.split(" ")[0] ?? ""),
    ...builtIn.split("\n").map((line) => /([^/]+)\.ko/.exec(line)?.[1] ?? ""),
  ];
  return new Set(names.map((name) => name.replaceAll("-", "_")));
}
