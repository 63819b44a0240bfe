import { PATHS } from "../../../core/node/paths.ts";

export const UNITS = "/etc/systemd/system";
export const KUBELET_UNIT = `${UNITS}/kubelet.service`;
export const DROP_IN_DIRECTORY = `${UNITS}/kubelet.service.d`;
export const DROP_IN = `${DROP_IN_DIRECTORY}/10-kubeadm.conf`;

/**
 * The unit as the kubelet's package has it.
 *
 * @see https://github.com/kubernetes/release/tree/master/cmd/krel/templates/latest/kubelet
 */
export function kubeletUnit(kubelet: string): string {
  return `[Unit]
Description=kubelet: The Kubernetes Node Agent
Documentation=https://kubernetes.io/docs/
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=${kubelet}
Restart=always
StartLimitInterval=0
RestartSec=10

[Install]
WantedBy=multi-user.target
`;
}

/** kubeadm's drop-in: the files that a join writes, and last what the operator adds. */
export function kubeletDropIn(kubelet: string): string {
  const kubeconfigs =
    `--bootstrap-kubeconfig=${PATHS.bootstrapConf} --kubeconfig=${PATHS.kubeletConf}`;
  const variables =
    "$KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS";
  return `[Service]
Environment="KUBELET_KUBECONFIG_ARGS=${kubeconfigs}"
Environment="KUBELET_CONFIG_ARGS=--config=${PATHS.kubeletConfig}"
EnvironmentFile=-${PATHS.kubeletFlags}
EnvironmentFile=-/etc/default/kubelet
EnvironmentFile=-/etc/sysconfig/kubelet
ExecStart=
ExecStart=${kubelet} ${variables}
`;
}
