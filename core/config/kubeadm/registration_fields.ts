import type { Field } from "./field.ts";

const PULLS = "a worker's join pulls no images";

/** `nodeRegistration`: what the Node is to be. */
export const REGISTRATION_FIELDS: readonly Field[] = [
  {
    path: "nodeRegistration.name",
    type: "node-name",
    since: "v1alpha3",
    means: "name of the Node; the machine's host name unless given",
    use: { kind: "flag", flag: "nodeName" },
  },
  {
    path: "nodeRegistration.criSocket",
    type: "cri-socket",
    since: "v1alpha3",
    means: "socket of the container runtime; found unless given",
    use: { kind: "flag", flag: "criSocket" },
    shown: "unix:///run/containerd/containerd.sock",
  },
  {
    path: "nodeRegistration.taints",
    type: "taints",
    since: "v1alpha3",
    means: "taints that the Node registers with",
    use: { kind: "flag", flag: "taints" },
    shown: [],
  },
  {
    path: "nodeRegistration.kubeletExtraArgs",
    type: "argument-map",
    since: "v1alpha3",
    until: "v1beta3",
    means: "arguments for the kubelet, by their names without dashes",
    use: { kind: "flag", flag: "kubeletExtraArg" },
  },
  {
    path: "nodeRegistration.kubeletExtraArgs",
    type: "argument-list",
    since: "v1beta4",
    means: "arguments for the kubelet, each with `name` and `value`",
    use: { kind: "flag", flag: "kubeletExtraArg" },
  },
  {
    path: "nodeRegistration.ignorePreflightErrors",
    type: "texts",
    since: "v1beta2",
    means: "checks whose errors are shown as warnings, beside those of the flag",
    use: { kind: "flag", flag: "ignorePreflightErrors" },
    shown: [],
  },
  {
    path: "nodeRegistration.imagePullPolicy",
    type: "pull-policy",
    since: "v1beta3",
    means: "when images are pulled",
    use: { kind: "ignored", why: PULLS, usual: "IfNotPresent" },
  },
  {
    path: "nodeRegistration.imagePullSerial",
    type: "boolean",
    since: "v1beta4",
    means: "whether images are pulled one after the other",
    use: { kind: "ignored", why: PULLS, usual: true },
  },
];
