import type { Lab } from "../lab.ts";

/** The control plane's kube-apiserver, to be ended and started again. */
export interface ApiServer {
  /** Ends it: `KILL` at once, `TERM` as it ends by itself, which may take a minute. */
  stop(signal?: "KILL" | "TERM"): Promise<void>;
  /** Starts it again with the arguments that it had. */
  start(): Promise<void>;
  /** Gives it another serving certificate, of the same CA, for its next start. */
  renewCertificate(): Promise<void>;
}

const STOP = `pid=$(pidof kube-apiserver) && tr '\\0' '\\n' < /proc/$pid/cmdline > /root/arguments \
&& kill -$1 $pid && while kill -0 $pid 2>/dev/null; do sleep 0.05; done`;

/** Nothing of it may hold on to what this shell prints to. */
const START = `cd /root; mapfile -t words < arguments; \
setsid "\${words[@]}" >> apiserver.log 2>&1 < /dev/null & disown`;

const RENEW = `cd /root && rm /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.key \
&& kubeadm init phase certs apiserver --config kubeadm.yaml >> kubeadm.log 2>&1`;

export function apiServerOf(cluster: Lab): ApiServer {
  return {
    stop: async (signal = "KILL") => void await cluster.cp("bash", "-c", STOP, "stop", signal),
    start: async () => void await cluster.cp("bash", "-c", START),
    renewCertificate: async () => void await cluster.cp("bash", "-c", RENEW),
  };
}
