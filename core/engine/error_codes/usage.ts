import type { ErrorEntry } from "./entry.ts";

const USAGE = "run `kubeworker join --help`, or see docs/reference.md";

/** What the operator gave cannot be used (exit codes 2 and 3). */
export const USAGE_ERRORS = {
  "preflight-failed": {
    exit: 2,
    means: "one or more preflight checks found an error",
    hint: "mend what is listed, or name a check in --ignore-preflight-errors to go on regardless",
  },
  "kubelet-skew": {
    exit: 2,
    means: "the kubelet is newer than the API server, or older than that server takes",
    hint: "install a kubelet of the server's minor release",
  },
  "usage": {
    exit: 3,
    means: "an option or argument is unknown, missing or of the wrong form",
    hint: USAGE,
  },
  "endpoint-missing": {
    exit: 3,
    means: "no API server was named",
    hint: "name it as HOST:PORT, for example `kubeworker join 10.0.0.1:6443 …`",
  },
  "endpoint-malformed": {
    exit: 3,
    means: "the API server's address is not HOST:PORT",
    hint: "write HOST:PORT without scheme or path; IPv6 in brackets, as in [2001:db8::1]:6443",
  },
  "token-missing": {
    exit: 3,
    means: "no bootstrap token was given",
    hint: "pass --token; `kubeadm token create --print-join-command` on a control plane prints one",
  },
  "token-malformed": {
    exit: 3,
    means: "the bootstrap token does not have the form ID.SECRET",
    hint:
      "a token is 6, a dot, and 16 characters of a-z and 0-9; `kubeadm token create` prints a good one",
  },
  "pin-missing": {
    exit: 3,
    means: "token discovery without a CA pin was not allowed explicitly",
    hint:
      "add --discovery-token-ca-cert-hash sha256:…, or accept the risk with --discovery-token-unsafe-skip-ca-verification",
  },
  "pin-malformed": {
    exit: 3,
    means: "a CA pin is not sha256: and 64 hex digits",
    hint:
      "copy it from `kubeadm token create --print-join-command`, or compute it as the README shows",
  },
  "node-name-invalid": {
    exit: 3,
    means: "the node name is not a DNS-1123 subdomain",
    hint:
      "choose one of lower-case letters, digits, '-' and '.' with --node-name, at most 253 characters",
  },
  "ca-path-malformed": {
    exit: 3,
    means: "the path for the cluster's CA is not absolute, or does not end in .crt",
    hint: "write it as /etc/kubernetes/pki/ca.crt, or leave it out",
  },
  "label-malformed": {
    exit: 3,
    means: "a label for the Node is not KEY=VALUE, or Kubernetes does not take its key or value",
    hint: "write it as --labels zone=a,example.org/disk=ssd",
  },
  "label-forbidden": {
    exit: 3,
    means: "a label belongs to Kubernetes, and a node may not set it on itself (NodeRestriction)",
    hint: "leave it out, and after the join run `kubectl label node NAME KEY=VALUE`",
  },
  "taint-malformed": {
    exit: 3,
    means: "a taint for the Node is not KEY=VALUE:EFFECT or KEY:EFFECT, or is there twice",
    hint: "write it as --taints dedicated=gpu:NoSchedule,maintenance:NoExecute",
  },
  "node-ip-malformed": {
    exit: 3,
    means: "the node's IP is not an address, or two of different families, that the kubelet takes",
    hint: "write it as --node-ip 10.0.0.5, or as --node-ip 10.0.0.5,2001:db8::5",
  },
  "node-ip-foreign": {
    exit: 3,
    means: "the node's IP is not an address of this machine",
    hint: "`ip addr` shows the addresses of this machine",
  },
  "kubelet-argument-malformed": {
    exit: 3,
    means: "an argument for the kubelet is not NAME=VALUE",
    hint:
      "write it as --kubelet-extra-arg NAME=VALUE, the name as in `kubelet --help` without dashes",
  },
  "kubelet-argument-refused": {
    exit: 3,
    means: "an argument for the kubelet is one that the join sets itself",
    hint: "leave it out",
  },
  "kubelet-argument-removed": {
    exit: 3,
    means:
      "the kubelet of this machine does not know an argument, any more or yet, and would not start",
    hint: "leave it out; `kubelet --help` lists what there is",
  },
  "cri-socket-malformed": {
    exit: 3,
    means:
      "the container runtime's socket is neither an absolute path nor a unix:// address; on Windows, no named pipe",
    hint: "write it as unix:///run/containerd/containerd.sock",
  },
  "feature-gate-unknown": {
    exit: 3,
    means: "--feature-gates has a name that is no gate of `kubeadm join`",
    hint: "leave it out; gates of the kubelet go into its configuration",
  },
  "feature-gate-malformed": {
    exit: 3,
    means: "a feature gate is not GATE=BOOLEAN",
    hint: "write it as --feature-gates DynamicKubeletConfig=true",
  },
  "config-map-malformed": {
    exit: 3,
    means: "--dynamic-config-map is not NAMESPACE/NAME/KEY",
    hint: "write it as --dynamic-config-map kube-system/my-kubelets/kubelet",
  },
  "dynamic-config-unsupported": {
    exit: 3,
    means: "kubelet or API server cannot do what the gate DynamicKubeletConfig asks for",
    hint:
      "leave the gate out: the ConfigMap kubelet-config of the cluster is read at every join, and the kubelet's own file can be changed later",
  },
  "timeout-malformed": {
    exit: 3,
    means: "a --timeout has an unknown name or is not a duration",
    hint: "write it as --timeout discovery=30s; durations are Go's, as in 90s, 5m0s or 1h30m",
  },
  "preflight-ignore-invalid": {
    exit: 3,
    means: "--ignore-preflight-errors names single checks beside `all`",
    hint: "give either `all` or single names",
  },
  "fix-unknown": {
    exit: 3,
    means: "--fix names a check that there is not, or that cannot be mended by this program",
    hint: "docs/reference.md lists the fixes; `--fix all` takes all of them",
  },
  "phase-unknown": {
    exit: 3,
    means: "a phase name is not in the manifest",
    hint: "`kubeworker join phase --help` lists the phases",
  },
  "phase-provider-skipped": {
    exit: 3,
    means: "a phase would run without what a skipped phase provides",
    hint: "skip the phase that needs it too, or do not skip the provider",
  },
  "phase-order-wrong": {
    exit: 3,
    means: "the manifest lists a phase before the one that provides what it needs",
    hint: "put the provider earlier in phases/manifest.ts",
  },
  "phase-provider-duplicate": {
    exit: 3,
    means: "two phases of the manifest have one name, or provide the same value",
    hint: "a phase's name and what it provides must be its own",
  },
  "phase-input-missing": {
    exit: 3,
    means: "a phase was asked for alone, but nothing on this machine provides what it needs",
    hint: "run the phase that provides it first",
  },
} as const satisfies Record<string, ErrorEntry>;
