import type { Credential, Evidence, Proposal } from "../../trust/proposal.ts";

/** A proposal in the words of the contract, for people and tests: what is secret shows as `[redacted]`. */
export function showProposal({ servers, caPem, credential, evidence }: Proposal): object {
  return {
    servers,
    ...(caPem === undefined ? {} : { caPem }),
    ...(credential === undefined ? {} : { credential: showCredential(credential) }),
    evidence: showEvidence(evidence),
  };
}

function showCredential(credential: Credential): object {
  if ("bearer" in credential) return { token: String(credential.bearer) };
  const { certificatePem, keyPem } = credential.client;
  return { clientCertificatePem: certificatePem, clientKeyPem: String(keyPem) };
}

function showEvidence(evidence: Evidence): object {
  return "by" in evidence ? { kind: "vouched", by: evidence.by } : evidence;
}
