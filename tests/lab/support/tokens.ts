import type { Lab } from "../lab.ts";

/** Makes a bootstrap token, as an administrator does. */
export async function createToken(cluster: Lab, ...flags: string[]): Promise<string> {
  return (await cluster.cp("kubeadm", "token", "create", ...flags)).trim();
}

/** The arguments of a join with that token. */
export function withToken({ endpoint, pin }: Lab, token: string): string[] {
  return [endpoint, "--token", token, "--discovery-token-ca-cert-hash", pin];
}
