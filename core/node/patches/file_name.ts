import { nearest } from "../../engine/nearest.ts";

export const PATCH_TYPES = ["strategic", "merge", "json"] as const;

export type PatchType = typeof PATCH_TYPES[number];

const ENDINGS = ["json", "yaml"];

/** What kubeadm patches, the newest last, and whether a worker has it. */
export const PATCH_TARGETS = [
  { name: "etcd", worker: false },
  { name: "kube-apiserver", worker: false },
  { name: "kube-controller-manager", worker: false },
  { name: "kube-scheduler", worker: false },
  { name: "kubeletconfiguration", worker: true },
  { name: "corednsdeployment", worker: false },
  { name: "kubeproxydaemonset", worker: false },
] as const;

/** What a file of a patch directory is, by its name. */
export type PatchFileName =
  | { readonly kind: "patch"; readonly type: PatchType }
  /** Not a worker's, or nothing that says it is a patch: left out, and said. */
  | { readonly kind: "left-out"; readonly because: string }
  /** It looks like a patch, and would be none. */
  | { readonly kind: "wrong"; readonly because: string; readonly hint: string };

/** Reads `TARGET[SUFFIX][+TYPE].(json|yaml)`, which is kubeadm's. */
export function readPatchFileName(name: string): PatchFileName {
  const [, stem = name, ending = ""] = /^(.*)\.([^.]*)$/.exec(name) ?? [];
  const target = PATCH_TARGETS.find((known) => stem.startsWith(known.name));
  const isYaml = ENDINGS.includes(ending);
  if (name.startsWith(".")) return { kind: "left-out", because: "its name begins with a dot" };
  if (target !== undefined && !target.worker) {
    return { kind: "left-out", because: `${target.name} is a control plane's` };
  }
  if (target === undefined) {
    if (!isYaml) return { kind: "left-out", because: "it does not end in .json or .yaml" };
    const near = nearest(stem.replace(/\+.*$/, ""), PATCH_TARGETS.map((known) => known.name));
    return {
      kind: "wrong",
      because: `"${stem}" begins with no target that there is`,
      hint: near === undefined
        ? `the targets are: ${PATCH_TARGETS.map((known) => known.name).join(", ")}`
        : `did you mean "${near}"?`,
    };
  }
  if (!isYaml) {
    const hint = "let its name end in .json or .yaml";
    return { kind: "wrong", because: "it does not end in .json or .yaml", hint };
  }
  const [, given] = stem.split("+");
  const type = PATCH_TYPES.find((known) => known === (given ?? "strategic"));
  if (type !== undefined) return { kind: "patch", type };
  return {
    kind: "wrong",
    because: `"${given}" is not a type of patch`,
    hint: `write +${PATCH_TYPES.join(", +")} before the ending, or nothing for strategic`,
  };
}
