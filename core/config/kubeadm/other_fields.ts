import { endless, TIMEOUTS } from "../timeouts.ts";
import { formatDuration } from "../duration.ts";
import type { Field } from "./field.ts";

const CONTROL_PLANE = "only control planes use it";

/** Deadlines of v1beta4: those that a worker has, and those that only a control plane has. */
const DEADLINES: readonly Field[] = [
  ...(["discovery", "kubernetesAPICall", "tlsBootstrap", "kubeletHealthCheck"] as const).map(
    (name): Field => ({
      path: `timeouts.${name}`,
      type: endless(name) === undefined ? "duration" : "duration-or-zero",
      since: "v1beta4",
      means: TIMEOUTS[name].means,
      use: { kind: "timeout", name },
      shown: formatDuration(TIMEOUTS[name].ms),
    }),
  ),
  ...[
    ["controlPlaneComponentHealthCheck", "4m0s", "until a control plane's components are healthy"],
    ["etcdAPICall", "2m0s", "for a call to etcd"],
    ["upgradeManifests", "5m0s", "until new static pods run"],
  ].map(([name, usual, means = ""]): Field => ({
    path: `timeouts.${name}`,
    type: "duration",
    since: "v1beta4",
    means,
    use: { kind: "ignored", why: CONTROL_PLANE, usual },
  })),
];

/** What belongs to control planes. */
const CONTROL_PLANES: readonly Field[] = [
  {
    path: "controlPlane",
    type: "boolean",
    since: "v1alpha3",
    until: "v1alpha3",
    means: "make this machine a control plane",
    use: { kind: "refused" },
  },
  {
    path: "apiEndpoint.advertiseAddress",
    type: "text",
    since: "v1alpha3",
    until: "v1alpha3",
    means: "address of this machine's own API server",
    use: { kind: "ignored", why: CONTROL_PLANE },
  },
  {
    path: "apiEndpoint.bindPort",
    type: "port",
    since: "v1alpha3",
    until: "v1alpha3",
    means: "port of this machine's own API server",
    use: { kind: "ignored", why: CONTROL_PLANE, usual: 6443 },
  },
  {
    path: "controlPlane",
    type: "object",
    since: "v1beta1",
    means: "make this machine a control plane",
    use: { kind: "refused" },
  },
  {
    path: "controlPlane.localAPIEndpoint.advertiseAddress",
    type: "text",
    since: "v1beta1",
    means: "address of this machine's own API server",
    use: { kind: "frame" },
  },
  {
    path: "controlPlane.localAPIEndpoint.bindPort",
    type: "port",
    since: "v1beta1",
    means: "port of this machine's own API server",
    use: { kind: "frame" },
  },
  {
    path: "controlPlane.certificateKey",
    type: "key",
    since: "v1beta2",
    means: "key that decrypts the control planes' certificates",
    use: { kind: "frame" },
  },
];

/** Everything but `nodeRegistration` and discovery. */
export const OTHER_FIELDS: readonly Field[] = [
  {
    path: "caCertPath",
    type: "ca-path",
    since: "v1alpha3",
    means: "where the cluster's CA is written",
    use: { kind: "flag", flag: "caCertPath" },
    shown: "/etc/kubernetes/pki/ca.crt",
  },
  {
    path: "clusterName",
    type: "text",
    since: "v1alpha3",
    until: "v1alpha3",
    means: "name of the cluster in kubeconfigs",
    use: { kind: "ignored", why: "it names nothing but an entry", usual: "kubernetes" },
  },
  {
    path: "featureGates",
    type: "gates",
    since: "v1alpha3",
    until: "v1alpha3",
    means: "features of kubeadm 1.12 that are on or off",
    use: { kind: "flag", flag: "featureGates" },
  },
  {
    path: "dryRun",
    type: "boolean",
    since: "v1beta4",
    means: "look and show, change nothing",
    use: { kind: "flag", flag: "dryRun" },
    shown: false,
  },
  {
    path: "skipPhases",
    type: "texts",
    since: "v1beta3",
    means: "phases to leave out, unless the flag names some",
    use: { kind: "flag", flag: "skipPhases" },
    shown: [],
  },
  {
    path: "patches.directory",
    type: "text",
    since: "v1beta3",
    means: "directory of patches for what is written",
    use: { kind: "flag", flag: "patches" },
  },
  ...DEADLINES,
  ...CONTROL_PLANES,
];
