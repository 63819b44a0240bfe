import type { Condition } from "../condition.ts";

const NO_SERVICE = {
  before: "mv /etc/systemd/system/kubelet.service /tmp/; systemctl daemon-reload",
  after: "mv /tmp/kubelet.service /etc/systemd/system/; systemctl daemon-reload",
};

/** The kubelet, its service and port, and the container runtime. */
export const KUBELET_CONDITIONS: readonly Condition[] = [
  { name: "no kubelet", before: "hide kubelet", system: true },
  { name: "a kubelet that says no version", before: says("hello"), system: true },
  { name: "a kubelet one release older", before: saysVersion("36", "19") },
  { name: "a kubelet four releases older", before: saysVersion("33", "16") },
  { name: "a kubelet of 1.11", before: says("Kubernetes v1.11.10") },
  { name: "a kubelet two releases newer", before: saysVersion("39", "22") },
  {
    name: "the kubelet's service is not enabled",
    before: "systemctl -q disable kubelet",
    after: "systemctl -q enable kubelet",
  },
  { name: "there is no kubelet service", ...NO_SERVICE },
  {
    name: "the kubelet's port is taken",
    before: listener("10250"),
    after: "kill $listener",
  },
  {
    name: "the kubelet's port is taken on loopback",
    before: listener("127.0.0.1:10250"),
    after: "kill $listener",
  },
  { name: "no container runtime", before: noRuntime("") },
  {
    name: "a file in place of the runtime's socket",
    before: noRuntime("touch /run/containerd/containerd.sock"),
  },
];

/** On nodes of 1.20 crictl is a stand-in, with which all is well: here it has to fail as the real one would. */
function noRuntime(instead: string): string {
  return `$mounts -t tmpfs none /run/containerd; ${instead}
if command -v crictl > /dev/null; then
  printf '#!/bin/sh\\nexit 1\\n' > /tmp/crictl; chmod 755 /tmp/crictl
  $mounts --bind /tmp/crictl $(command -v crictl)
fi`;
}

function says(text: string): string {
  return `printf '#!/bin/sh\\necho ${text}\\n' > /tmp/kubelet; chmod 755 /tmp/kubelet
$mounts --bind /tmp/kubelet $(command -v kubelet)`;
}

/** One minor release on nodes of 1.37, another on nodes of 1.20. */
function saysVersion(today: string, then: string): string {
  return `case $(kubelet --version) in
*v1.37.*) minor=${today};;
*) minor=${then};;
esac
${says("Kubernetes v1.$minor.0").replace("printf '", 'printf "').replace("\\n' >", '\\n" >')}`;
}

function listener(at: string): string {
  return `systemd-socket-activate -l ${at} /bin/cat > /dev/null 2>&1 & listener=$!; sleep 0.2`;
}
