/**
 * Every way in which a join can end badly: one row a code. The reference page and the exit codes come
 * from this table, and a test asks for each row that something provokes it.
 *
 * `exit` is stable: scripts may rely on it. `hint` says what to do; whoever throws may say it more exactly.
 */
export interface ErrorEntry {
  readonly exit: number;
  readonly means: string;
  readonly hint: string;
}

/** What each exit code stands for. */
export const EXIT_CODES = {
  0: "the node has joined, or the command did what it was asked to",
  1: "a defect of kubeworker itself",
  2: "preflight found problems",
  3: "the command line is not usable as given",
  4: "the cluster could not be reached, or did not answer as a cluster does",
  5: "the cluster could not be trusted",
  6: "the cluster refused this node",
  7: "a deadline passed while waiting for the cluster",
  8: "the kubelet did not come up",
  9: "this machine refused a change",
  130: "interrupted by a signal",
} as const satisfies Record<number, string>;

const USAGE = "run `kubeworker join --help`, or see docs/reference.md";

export const ERROR_CODES = {
  "internal": {
    exit: 1,
    means: "kubeworker itself failed in a way that it did not foresee",
    hint: "please report this with the output of the same command under `-o json`",
  },
  "preflight-failed": {
    exit: 2,
    means: "one or more preflight checks found an error",
    hint: "mend what is listed, or name a check in --ignore-preflight-errors to go on regardless",
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
  "cri-socket-malformed": {
    exit: 3,
    means: "the container runtime's socket is neither an absolute path nor a unix:// address",
    hint: "write it as unix:///run/containerd/containerd.sock",
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
  "server-name-unknown": {
    exit: 4,
    means: "the API server's host name does not resolve",
    hint: "check the name, /etc/resolv.conf and /etc/hosts, or use the server's IP address",
  },
  "server-refused": {
    exit: 4,
    means: "nothing listens at the API server's address",
    hint:
      "check address and port, and that kube-apiserver is running (default port 6443) and not firewalled",
  },
  "server-unreachable": {
    exit: 4,
    means: "there is no way to the API server's address",
    hint: "check this machine's routes and firewalls to the API server",
  },
  "server-silent": {
    exit: 4,
    means: "the API server did not answer in time",
    hint: "a firewall that drops packets looks like this; check the way to the server's port",
  },
  "server-reset": {
    exit: 4,
    means: "the connection to the API server broke off",
    hint: "check for a proxy or firewall in between that closes TLS connections",
  },
  "server-not-tls": {
    exit: 4,
    means: "what listens at the address does not speak TLS",
    hint: "the API server's secure port is wanted, 6443 by default",
  },
  "server-not-kubernetes": {
    exit: 4,
    means: "what answers at the address is not a Kubernetes API server",
    hint: "check address and port; a proxy's login page or another web server may be answering",
  },
  "server-error": {
    exit: 4,
    means: "the API server kept failing or asking for patience until the deadline",
    hint:
      "look at kube-apiserver and etcd on the control plane; a longer --timeout bridges a restart",
  },
  "response-too-large": {
    exit: 4,
    means: "an answer was larger than any that a cluster sends",
    hint: "check that the address is that of the API server; nothing of the answer was used",
  },
  "response-malformed": {
    exit: 4,
    means: "an answer of the API server could not be understood",
    hint: "a proxy in between may be changing or cutting answers",
  },
  "cluster-info-forbidden": {
    exit: 4,
    means: "the cluster does not let an anonymous client read cluster-info",
    hint:
      "public access is turned off there (role binding kubeadm:bootstrap-signer-clusterinfo, or --anonymous-auth=false on the API server): token discovery needs it",
  },
  "cluster-info-missing": {
    exit: 4,
    means: "the cluster has no ConfigMap kube-public/cluster-info, or no kubeconfig in it",
    hint:
      "`kubeadm init phase bootstrap-token` on the control plane creates it; is this a kubeadm cluster?",
  },
  "token-unknown": {
    exit: 5,
    means: "cluster-info is not signed for this token: it has expired, or never was of this cluster",
    hint: "make a new one on a control plane: `kubeadm token create --print-join-command`",
  },
  "signature-wrong": {
    exit: 5,
    means: "the signature of cluster-info does not fit this token's secret",
    hint:
      "check the token for a typing error; if it is right, somebody between here and the cluster changes what is sent",
  },
  "pin-mismatch": {
    exit: 5,
    means: "none of the cluster's CA certificates has a pinned key",
    hint: "compare the pin with the one on the control plane; if they differ, do not join",
  },
  "cluster-info-changed": {
    exit: 5,
    means: "cluster-info read over the verified connection differs from the one read before",
    hint:
      "if the cluster's CA was just changed, try again; if not, somebody answers in the cluster's place",
  },
  "cluster-info-malformed": {
    exit: 5,
    means: "the kubeconfig in cluster-info is not one that a node can use",
    hint:
      "look at it with `kubectl -n kube-public get cm cluster-info -o jsonpath='{.data.kubeconfig}'`",
  },
  "ca-malformed": {
    exit: 5,
    means: "the cluster's CA data is not one or more PEM certificates",
    hint: "look at certificate-authority-data in the kubeconfig of cluster-info",
  },
  "server-untrusted": {
    exit: 5,
    means: "the API server's certificate was not issued by the cluster's CA",
    hint:
      "a TLS-terminating proxy or another machine answers at this address; use an address that reaches kube-apiserver itself",
  },
  "server-name-mismatch": {
    exit: 5,
    means: "the API server's certificate is not for the name or address used",
    hint:
      "use a name that is in the certificate, or add this one with apiserver.certSANs on the control plane",
  },
  "server-certificate-expired": {
    exit: 5,
    means: "the API server's certificate is past its end, or not valid yet",
    hint: "renew it on the control plane: `kubeadm certs renew apiserver`",
  },
  "clock-off": {
    exit: 5,
    means: "this machine's clock differs so much that the cluster's certificates look invalid",
    hint: "set the clock right (`timedatectl set-ntp true`), then try again",
  },
  "ca-file-differs": {
    exit: 5,
    means: "the CA file on this machine belongs to another cluster",
    hint: "this machine was part of another cluster: run `kubeadm reset`, or move the file away",
  },
  "kubeconfig-foreign": {
    exit: 5,
    means: "the kubelet.conf on this machine is not one that can be built on",
    hint: "run the whole join, or name the cluster with HOST:PORT and --token",
  },
  "token-rejected": {
    exit: 6,
    means: "the API server does not accept the token for authentication",
    hint:
      "it expired, was deleted, or lacks the usage `authentication`: `kubeadm token create --print-join-command` makes a new one",
  },
  "request-forbidden": {
    exit: 6,
    means: "the cluster does not allow this node something that a join needs",
    hint:
      "check the cluster role bindings of the token's groups; `kubeadm init phase bootstrap-token` restores kubeadm's",
  },
  "kubelet-config-missing": {
    exit: 6,
    means: "the cluster has no kubelet configuration that this node may read",
    hint:
      "`kubeadm init phase upload-config kubelet` on the control plane publishes it; kubelet and cluster versions may be too far apart",
  },
  "kubelet-config-malformed": {
    exit: 6,
    means: "the cluster's kubelet configuration is not a KubeletConfiguration",
    hint:
      "look at it with `kubectl -n kube-system get cm kubelet-config -o yaml` (`kubelet-config-1.X` before 1.24)",
  },
  "node-exists": {
    exit: 6,
    means: "a Node of this name is in the cluster and Ready: it is another machine",
    hint:
      "choose another name with --node-name, or delete that Node first: `kubectl delete node NAME`",
  },
  "csr-denied": {
    exit: 6,
    means: "the certificate signing request was denied",
    hint: "ask the cluster's administrator; the next try makes a new request",
  },
  "csr-failed": {
    exit: 6,
    means: "the signer could not issue the certificate",
    hint: "look at the kube-controller-manager's log; the next try makes a new request",
  },
  "csr-gone": {
    exit: 6,
    means: "the certificate signing request was deleted or replaced while waiting for it",
    hint: "run the same command again",
  },
  "csr-conflict": {
    exit: 6,
    means: "a certificate signing request of our name is there that is not ours",
    hint: "delete it: `kubectl delete csr NAME`, then run the same command again",
  },
  "csr-rejected": {
    exit: 6,
    means: "the API server did not take the certificate signing request",
    hint: "the server's own words say why; admission plugins may be at work",
  },
  "certificate-wrong": {
    exit: 6,
    means:
      "the certificate that came back is not ours: another key, another name, or another issuer",
    hint: "nothing of it was kept; look at what signs kubernetes.io/kube-apiserver-client-kubelet",
  },
  "csr-timeout": {
    exit: 7,
    means: "nobody approved and signed the certificate signing request in time",
    hint:
      "approve it with `kubectl certificate approve NAME` and run the same command again; --timeout tlsBootstrap=30m waits longer",
  },
  "node-timeout": {
    exit: 7,
    means: "the kubelet runs, but its Node did not appear, or not become Ready, in time",
    hint:
      "`journalctl -xeu kubelet` says what it waits for; a missing network plugin keeps a Node from being Ready",
  },
  "kubelet-missing": {
    exit: 8,
    means: "there is no kubelet service on this machine",
    hint: "install the kubelet's package; it brings the unit and kubeadm's drop-in",
  },
  "kubelet-start-failed": {
    exit: 8,
    means: "the service manager could not start the kubelet",
    hint: "`systemctl status kubelet` and `journalctl -xeu kubelet` say more",
  },
  "kubelet-crashed": {
    exit: 8,
    means: "the kubelet ends soon after each start",
    hint: "its last lines are shown above; `journalctl -xeu kubelet` has the rest",
  },
  "kubelet-unhealthy": {
    exit: 8,
    means: "the kubelet runs, but did not become healthy in time",
    hint: "`journalctl -xeu kubelet` says what it waits for, often the container runtime",
  },
  "kubelet-cgroup-driver": {
    exit: 8,
    means: "kubelet and container runtime use different cgroup drivers",
    hint:
      "set SystemdCgroup = true in the runtime's configuration, or cgroupDriver in the cluster's kubelet configuration",
  },
  "kubelet-swap": {
    exit: 8,
    means: "the kubelet refuses to run with swap on",
    hint: "turn it off: `swapoff -a`, and take it out of /etc/fstab",
  },
  "kubelet-cgroup-v1": {
    exit: 8,
    means: "the kubelet refuses to run on cgroup v1",
    hint:
      "boot with cgroup v2, or set failCgroupV1: false in the cluster's kubelet configuration (up to its removal)",
  },
  "kubelet-flag-unknown": {
    exit: 8,
    means: "the kubelet does not know one of its flags",
    hint:
      "look for a removed flag in /etc/default/kubelet, /etc/sysconfig/kubelet or the unit's drop-ins",
  },
  "kubelet-config-unread": {
    exit: 8,
    means: "the kubelet could not read its configuration",
    hint: "does the unit have kubeadm's drop-in (10-kubeadm.conf), and is the file it names there?",
  },
  "kubelet-runtime-down": {
    exit: 8,
    means: "the kubelet cannot reach the container runtime",
    hint: "start the runtime (`systemctl start containerd`) or name its socket with --cri-socket",
  },
  "kubelet-version-unknown": {
    exit: 8,
    means: "the kubelet is not there, or does not say its version",
    hint: "install the kubelet so that `kubelet --version` works",
  },
  "file-failed": {
    exit: 9,
    means: "a file could not be read or written",
    hint: "check permissions and free space; no half-written file was left",
  },
  "disk-full": {
    exit: 9,
    means: "there is no space left where a file was to be written",
    hint: "make room and run the same command again; no half-written file was left",
  },
  "command-failed": {
    exit: 9,
    means: "a program of this machine could not be run, or did not end in time",
    hint: "run it by hand to see why",
  },
  "lock-held": {
    exit: 9,
    means: "another kubeworker is changing this machine",
    hint: "wait for it to end; its process id is in the message",
  },
  "interrupted": {
    exit: 130,
    means: "stopped by Ctrl-C or a termination signal",
    hint: "run the same command again to continue; no half-written file was left",
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
