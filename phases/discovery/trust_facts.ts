import { createHash } from "node:crypto";
import type { FoundCluster } from "../../core/discovery/find_cluster.ts";
import type { TrustFacts } from "../../core/engine/events.ts";
import type { BootstrapToken } from "../../core/trust/bootstrap_token.ts";
import { groundOf } from "../../core/trust/ca.ts";
import { describeCertificate } from "../../core/trust/describe_certificate.ts";
import type { Proposal } from "../../core/trust/proposal.ts";

/** What was trusted and why, for whoever reads the join's record later. Nothing of it is a decision. */
export function trustFacts(
  { server, ca }: Pick<FoundCluster, "server" | "ca">,
  { evidence, caPem }: Pick<Proposal, "evidence" | "caPem">,
  token: BootstrapToken | undefined,
): TrustFacts {
  // A proposal that nobody vouches for counts by a pin of what it brought, or else by the signature.
  const byPinAlone = evidence.kind === "none" && caPem !== undefined && ca.because === "pinned";
  const signed = evidence.kind !== "source" && !byPinAlone && token !== undefined;
  return {
    server,
    because: groundOf(ca),
    ...(signed ? { signedBy: token.id } : {}),
    certificates: ca.certificates.map((der) => {
      const { subject, pin, notAfter } = describeCertificate(der);
      const sha256 = createHash("sha256").update(der).digest("hex");
      return { subject, sha256, pin, notAfter: notAfter.toISOString() };
    }),
    refused: [...ca.refused],
  };
}
