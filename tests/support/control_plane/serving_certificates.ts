import { type Authority, createAuthority, type Identity } from "../pki.ts";
import type { BadCertificate } from "./faults/connections.ts";

const day = 86_400_000;

export interface ServingNames {
  dns: string[];
  ip: string[];
}

/** The API server's certificate as kubeadm makes it. */
export function servingCertificate(authority: Authority, names: ServingNames): Promise<Identity> {
  return authority.issue({ commonName: "kube-apiserver", usage: "server", ...names });
}

/** A certificate that is bad in one way and good in all others. */
export async function badCertificate(
  which: BadCertificate,
  authority: Authority,
  names: ServingNames,
): Promise<Identity> {
  const good = { commonName: "kube-apiserver", usage: "server", ...names } as const;
  const now = Date.now();
  switch (which) {
    case "other-name":
      return await authority.issue({ ...good, dns: ["elsewhere.example"], ip: ["192.0.2.1"] });
    case "expired":
      return await authority.issue({
        ...good,
        from: new Date(now - 2 * day),
        until: new Date(now - day),
      });
    case "not-yet-valid":
      return await authority.issue({
        ...good,
        from: new Date(now + day),
        until: new Date(now + 2 * day),
      });
    case "other-authority":
      return await (await createAuthority()).issue(good);
    default:
      return which satisfies never;
  }
}
