import assert from "node:assert/strict";
import { findTrouble } from "../../../core/node/kubelet_trouble.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each([
  {
    code: "kubelet-cgroup-driver",
    final: true,
    line:
      'F0101 server.go:274] failed to run Kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"',
  },
  {
    code: "kubelet-swap",
    final: true,
    line:
      'E0101 run.go:74] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false"',
  },
  {
    code: "kubelet-swap",
    final: true,
    line:
      'E0101 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"',
  },
  {
    code: "kubelet-cgroup-v1",
    final: true,
    line:
      'E0101 run.go:72] "command failed" err="failed to run Kubelet: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release"',
  },
  {
    code: "kubelet-flag-unknown",
    final: true,
    line:
      'E0101 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --network-plugin"',
  },
  {
    code: "kubelet-flag-unknown",
    final: true,
    line:
      'E0101 server.go:205] "Failed to parse kubelet flag" err="unknown flag: --container-runtime"',
  },
  {
    code: "kubelet-port-taken",
    final: true,
    line:
      'E0101 server.go:222] "Failed to listen and serve" err="listen tcp 0.0.0.0:10250: bind: address already in use"',
  },
  {
    code: "kubelet-config-unread",
    final: true,
    line:
      "F0101 server.go:269] failed to run Kubelet: failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
  },
  {
    code: "kubelet-config-unread",
    final: true,
    line:
      'E0101 run.go:74] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory"',
  },
  {
    code: "kubelet-config-unread",
    final: true,
    line:
      'E0101 run.go:72] "command failed" err="failed to construct kubelet dependencies: unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory"',
  },
  {
    code: "kubelet-config-unread",
    final: true,
    line:
      'E0101 run.go:72] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
  },
  {
    code: "kubelet-runtime-down",
    final: false,
    line:
      'E0101 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///var/run/containerd/containerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /var/run/containerd/containerd.sock: connect: no such file or directory\\""',
  },
  {
    code: "kubelet-runtime-down",
    final: false,
    line:
      'E0101 run.go:74] "command failed" err="failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error"',
  },
])("findTrouble() reads $code out of: $line", ({ code, final, line }) => {
  assert.deepEqual(findTrouble(["I0101 server.go:1] starting", line, "I0101 end"]), {
    code,
    final,
    line,
  });
});

Deno.test.each([
  { line: 'I0101 server.go:407] "Kubelet version" kubeletVersion="v1.31.0"' },
  {
    line:
      "W0101 cgroups.go] cgroup v1 support has been transitioned into maintenance mode, please plan for the migration towards cgroup v2",
  },
  { line: 'I0101 flags.go:64] FLAG: --fail-swap-on="true"' },
  { line: 'I0101 flags.go:64] FLAG: --cgroup-driver="cgroupfs"' },
  {
    line:
      'I0101 server.go:1417] "Using cgroup driver setting received from the CRI runtime" cgroupDriver="systemd"',
  },
  {
    line:
      'E0101 kubelet.go:2461] "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady"',
  },
  {
    line:
      'E0101 kubelet_node_status.go] "Unable to register node with API server" err="Post: dial tcp 10.0.0.1:6443: connect: connection refused"',
  },
  { line: "" },
])("findTrouble() sees none in: $line", ({ line }) => {
  assert.equal(findTrouble([line]), undefined);
});

Deno.test("findTrouble() takes the latest line that says it", () => {
  const lines = ["unknown flag: --a", "unknown flag: --b"];
  assert.equal(findTrouble(lines)?.line, lines[1]);
  assert.equal(findTrouble([]), undefined);
});
