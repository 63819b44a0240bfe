import { nearest } from "../../core/engine/nearest.ts";
import type { Check } from "./check.ts";

const MANIFESTS = "FileAvailable--etc-kubernetes-manifests";

/** kubeadm's checks of control planes, of images and of Docker: scripts have these names in their lists, too. */
const KUBEADM_ELSEWHERE = [
  "NumCPU",
  "Mem",
  "KubernetesVersion",
  "Firewalld",
  "HTTPProxyCIDR",
  "ImagePull",
  "CreateJob",
  "ControlPlaneNodesReady",
  "StaticPodManifest",
  "ExternalEtcdVersion",
  "ExternalEtcdClientCertificates",
  "IPVSProxierCheck",
  "IsDockerSystemdCheck",
  "Service-docker",
  ...[2379, 2380, 2381, 6443, 10251, 10252, 10257, 10259].map((port) => `Port-${port}`),
  ...["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"].map((name) =>
    `${MANIFESTS}-${name}.yaml`
  ),
  "DirAvailable--var-lib-etcd",
];

/** Names that are no check of ours and none of kubeadm's, each with the nearest that is one. */
export function unknownNames(
  names: readonly string[],
  checks: readonly Pick<Check, "name">[],
): { name: string; near: string | undefined }[] {
  const known = [...checks.map(({ name }) => name), ...KUBEADM_ELSEWHERE];
  const lower = new Set(["all", ...known.map((name) => name.toLowerCase())]);
  return names.filter((name) => !lower.has(name.toLowerCase()))
    .map((name) => ({ name, near: nearest(name, known) }));
}
