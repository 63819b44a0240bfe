import type { Authority } from "../pki.ts";

export interface AdminConfOptions {
  /** The user, as YAML; by default a client certificate that may do everything. */
  user?: string;
  /** In place of the cluster's CA. */
  caPem?: string;
}

/** A kubeconfig as kubeadm leaves it in /etc/kubernetes/admin.conf. */
export async function adminConf(
  { url, authority }: { url: string; authority: Authority },
  { user, caPem = authority.certificatePem }: AdminConfOptions = {},
): Promise<string> {
  return `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: ${base64(caPem)}
    server: ${url}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
users:
- name: kubernetes-admin
  user: ${user ?? await certificateUser(authority)}
`;
}

async function certificateUser(authority: Authority): Promise<string> {
  const { certificatePem, keyPem } = await authority.issue({
    commonName: "kubernetes-admin",
    organizations: ["system:masters"],
    usage: "client",
  });
  return `{client-certificate-data: ${base64(certificatePem)}, client-key-data: ${base64(keyPem)}}`;
}

function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}
