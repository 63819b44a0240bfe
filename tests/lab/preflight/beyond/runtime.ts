import type { Beyond } from "./beyond.ts";

const CONFIG = "/etc/containerd/config.toml";

/** The container runtime, and the kubelet's unit. */
export const RUNTIME: readonly Beyond[] = [
  {
    name: "containerd is told to leave the kubelet out",
    before: `put ${CONFIG} 'disabled_plugins = ["cri"]\\n'`,
    found: { ContainerdConfig: "warning" },
  },
  {
    name: "nothing starts the runtime at boot",
    before: "systemctl -q disable containerd",
    after: "systemctl -q enable containerd",
    found: { RuntimeService: "warning" },
  },
  {
    name: "two cgroup drivers",
    only: "1.20",
    before: "put /etc/default/kubelet 'KUBELET_EXTRA_ARGS=--cgroup-driver=cgroupfs\\n'",
    found: { CgroupDriver: "warning" },
  },
  {
    name: "two cgroup drivers, with a kubelet that does not follow the runtime",
    only: "1.37",
    before: `put /etc/default/kubelet 'KUBELET_EXTRA_ARGS=--cgroup-driver=cgroupfs\\n'
printf '#!/bin/sh\\necho Kubernetes v1.30.0\\n' > /tmp/kubelet; chmod 755 /tmp/kubelet
$mounts --bind /tmp/kubelet $(command -v kubelet)`,
    found: { CgroupDriver: "warning", "FileExisting-crictl": "error", KubeletSkew: "error" },
    hides: ["SystemVerification"],
  },
  {
    name: "no image for pods, and nobody to fetch it from",
    before:
      `cp ${CONFIG} /root/; sed -i '/registry.mirrors/d; s,lab.local/pause:1,lab.local/pause:2,' ${CONFIG}
systemctl restart containerd; sleep 1`,
    after: `cp /root/config.toml ${CONFIG}; systemctl restart containerd; sleep 1`,
    found: { SandboxImage: "warning" },
  },
  {
    name: "the kubelet's unit without kubeadm's drop-in",
    before:
      `cover /etc/systemd/system multi-user.target.wants; printf '[Service]\\nExecStart=/usr/bin/kubelet\\n' > /etc/systemd/system/kubelet.service`,
    found: { KubeletDropIn: "warning" },
  },
];
