import { type Administrator, readAdministrator } from "../../discovery/administrator.ts";
import { runCredentialPlugin } from "../../discovery/run_credential_plugin.ts";
import type { Host } from "../../host/types.ts";
import type { TrustedCa } from "../../trust/ca.ts";

/** Where kubeadm keeps it on a control plane. */
export const DEFAULT_KUBECONFIG = "/etc/kubernetes/admin.conf";

const CREDENTIAL_MS = 60_000;

/** Who acts on the cluster, as the flags have it. */
export interface AdministratorFlags {
  readonly kubeconfig?: string | undefined;
  /** A credential plugin of the kubeconfig that may be run, as it names it. */
  readonly allowExec?: string | undefined;
}

/** @throws JoinError `input-unreadable`, `credential-…`, `discovery-file-…` */
export function administratorOf(
  { kubeconfig = DEFAULT_KUBECONFIG, allowExec }: AdministratorFlags,
  host: Host,
  signal: AbortSignal,
): Promise<Administrator & { readonly ca: TrustedCa }> {
  return readAdministrator(kubeconfig, host, {
    flag: "--kubeconfig",
    exec: {
      allowed: allowExec,
      run: (command) =>
        runCredentialPlugin(command, { exec: host.exec, timeoutMs: CREDENTIAL_MS, signal }),
    },
  });
}
