import type { ErrorEntry } from "./entry.ts";

/** What the operator wants changed in the kubelet's configuration cannot be done (exit code 3). */
export const PATCH_ERRORS = {
  "patches-unreadable": {
    exit: 3,
    means: "the directory of patches is not there, or holds what cannot be read as one",
    hint: "name the directory that holds files like kubeletconfiguration0+merge.yaml",
  },
  "patches-unsafe": {
    exit: 3,
    means: "a patch, or the directory it is in, can be changed by everybody on this machine",
    hint: "`chmod o-w` it, if what it says is yours",
  },
  "patch-malformed": {
    exit: 3,
    means:
      "a patch is not YAML or JSON, is not of its type's form, or has a name that says neither",
    hint: "docs/kubelet-configuration.md shows a patch of each type",
  },
  "patch-failed": {
    exit: 3,
    means: "a patch does not fit the kubelet's configuration of this cluster; nothing was written",
    hint: "see what the cluster has: `kubectl -n kube-system get cm kubelet-config -o yaml`",
  },
  "kubelet-drop-ins-unsupported": {
    exit: 3,
    means: "drop-ins for the kubelet's configuration were asked for, and this kubelet reads none",
    hint: "use patches (`--patches`), which work with every kubelet",
  },
} as const satisfies Record<string, ErrorEntry>;
