import type { JoinContext } from "../../core/context.ts";
import { readAdministrator } from "../../core/discovery/administrator.ts";
import { runCredentialPlugin } from "../../core/discovery/run_credential_plugin.ts";
import { JoinError } from "../../core/engine/errors.ts";
import { approveRequest } from "../../core/kube/certificate_approval.ts";
import type { SubmittedRequest } from "../../core/kube/certificate_signing.ts";

const CREDENTIAL_MS = 60_000;
const OTHERS_READ = 0o044;

/**
 * Looks at the kubeconfig of --approve-with before anything is changed.
 *
 * @throws JoinError `usage`, `input-unreadable`, and the errors of a discovery file
 */
export async function checkApprover(path: string, ctx: JoinContext): Promise<void> {
  if (ctx.options.tlsBootstrap === "kubelet") {
    throw new JoinError("usage", "--approve-with approves the request of this program alone", {
      hint: "leave out --tls-bootstrap=kubelet, or approve the kubelet's request yourself",
    });
  }
  const file = await ctx.host.inputs.read(path).catch(() => undefined);
  // Whatever is wrong with a file that cannot be read is said by who reads it.
  if (file === undefined) await administrator(path, ctx);
  else if ((file.mode & OTHERS_READ) !== 0) {
    const text = `Others can read the kubeconfig ${path}, and with it the cluster is theirs`;
    ctx.emit({ kind: "note", level: "warning", text, hint: `chmod 0600 ${path}` });
  }
}

/** Approves our own request with an administrator's kubeconfig. @throws JoinError `approval-…` */
export async function approveOwn(
  path: string,
  { submitted, pem }: { submitted: SubmittedRequest; pem: string },
  ctx: JoinContext,
): Promise<void> {
  const { api } = await administrator(path, ctx);
  const { name } = submitted;
  if (!await approveRequest(api(ctx.signal), { submitted, pem, approver: path })) return;
  ctx.emit({ kind: "note", level: "info", text: `Approved ${name} with ${path}` });
}

function administrator(path: string, { host, options, signal }: JoinContext) {
  return readAdministrator(path, host, {
    flag: "--approve-with",
    timeoutMs: options.timeouts.kubernetesAPICall,
    exec: {
      flag: "--approve-with-exec",
      allowed: options.approveWithExec,
      run: (command) =>
        runCredentialPlugin(command, { exec: host.exec, timeoutMs: CREDENTIAL_MS, signal }),
    },
  });
}
