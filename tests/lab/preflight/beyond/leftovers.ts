import type { Beyond } from "./beyond.ts";

const NET = "/etc/cni/net.d";
const KUBELET = "/var/lib/kubelet";

/** What another cluster left. */
export const LEFTOVERS: readonly Beyond[] = [
  {
    name: "the configuration of another cluster's network",
    before: `$mounts -t tmpfs none ${NET}; touch ${NET}/10-calico.conflist`,
    found: { LeftoverNetwork: "warning" },
  },
  {
    name: "addresses of another cluster's pods",
    before:
      "mkdir -p /var/lib/cni; $mounts -t tmpfs none /var/lib/cni; mkdir -p /var/lib/cni/networks/cbr0",
    found: { LeftoverNetwork: "warning" },
  },
  {
    name: "a device of another cluster's network",
    before:
      "ip link add cni0 type bridge 2> /dev/null || ip link add cni0 type veth peer name cni0p",
    after: "ip link del cni0",
    found: { LeftoverNetwork: "warning" },
  },
  {
    name: "a control plane's kubeconfig",
    before: "touch /etc/kubernetes/admin.conf",
    found: { LeftoverControlPlane: "warning" },
  },
  {
    name: "an etcd member",
    before:
      "mkdir -p /var/lib/etcd; $mounts -t tmpfs none /var/lib/etcd; mkdir /var/lib/etcd/member",
    found: { "DirAvailable--var-lib-etcd": "warning" },
  },
  {
    name: "the state of a kubelet with another policy",
    before: `$mounts -t tmpfs -o size=4g none ${KUBELET}
printf '{"policyName":"static"}' > ${KUBELET}/cpu_manager_state`,
    found: { LeftoverState: "warning" },
  },
  {
    name: "the identity of an earlier node",
    before: `$mounts -t tmpfs -o size=4g none ${KUBELET}; mkdir ${KUBELET}/pki
touch ${KUBELET}/pki/kubelet-client-current.pem`,
    found: { LeftoverState: "warning" },
  },
  {
    name: "pods of an earlier node",
    before: `$mounts -t tmpfs -o size=4g none ${KUBELET}; mkdir -p ${KUBELET}/pods/1234`,
    found: { LeftoverState: "warning" },
  },
];
