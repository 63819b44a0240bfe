import type { Emit } from "../../core/engine/events.ts";
import type { FoundCluster } from "../../core/discovery/find_cluster.ts";
import { certificatesOf } from "../../core/trust/pem.ts";
import { pinOf } from "../../core/trust/pin.ts";
import type { Proposal } from "../../core/trust/proposal.ts";

/** What the operator should know about the cluster that was found, though it is no reason to stop. */
export function remark(
  found: FoundCluster,
  proposal: Proposal,
  source: string,
  emit: Emit,
): void {
  function warn(text: string, hint: string): void {
    emit({ kind: "note", level: "warning", text, hint });
  }
  const { ca, published, winner } = found;
  if (ca.because === "signed by the token alone") {
    warn(
      "The cluster's CA is trusted because the token signed it, not because it is pinned",
      `whoever knows the token could have put it there; pin it: ${ca.pins.join(" ")}`,
    );
  }
  if (winner.route !== undefined && "proxy" in winner.route) {
    warn(
      `The API server is reached through the proxy ${winner.route.proxy.shown}`,
      "the kubelet needs the same HTTPS_PROXY in its unit, or a direct way to the server",
    );
  }
  if (published === undefined || proposal.evidence.kind !== "source") return;
  if (published.server.replace(/\/+$/, "") !== found.server) {
    warn(
      `The cluster names ${published.server} as its server, ${source} ${found.server}`,
      `that of ${source} is used; if it is outdated, bring it up to date`,
    );
  }
  if (proposal.caPem !== undefined && published.caPem !== undefined) {
    const publishedPins = pinsOf(published.caPem);
    const ours: readonly string[] = ca.pins;
    const unknown = publishedPins.filter((pin) => !ours.includes(pin));
    if (unknown.length > 0) {
      warn(
        `The cluster publishes another CA than that of ${source}: ${unknown.join(" ")}`,
        `that of ${source} is used; if the cluster's CA was changed, bring it up to date`,
      );
    }
  }
}

/** What is not a certificate is no pin of ours, and is named as it stands. */
function pinsOf(pem: string): string[] {
  try {
    return certificatesOf(pem).map(pinOf);
  } catch {
    return ["one that cannot be read"];
  }
}
