import { type AlternativeName, alternativeNames } from "../../trust/alternative_names.ts";
import { describeCertificate } from "../../trust/describe_certificate.ts";
import type { CertificateFindings } from "./findings.ts";

/** A certificate that somebody sent, with whatever of it can be read. */
export async function lookAt(
  der: Uint8Array,
  now: Date,
): Promise<{ findings: CertificateFindings; names: readonly AlternativeName[] }> {
  const names = await alternativeNames(der).catch(() => []);
  const shown = names.map(({ value }) => value);
  try {
    const facts = describeCertificate(der);
    const { pin, subject, issuer, notBefore, notAfter, keyType, isCa, isSelfSigned } = facts;
    return {
      names,
      findings: {
        pin,
        subject,
        issuer,
        names: shown,
        notBefore: notBefore.toISOString(),
        notAfter: notAfter.toISOString(),
        validity: now < notBefore ? "not-yet-valid" : now > notAfter ? "expired" : "valid",
        keyType,
        isCa,
        isSelfSigned,
      },
    };
  } catch {
    return { names, findings: { ...UNREADABLE, names: shown } };
  }
}

const UNREADABLE = {
  subject: "",
  issuer: "",
  validity: "unknown",
  keyType: "unknown",
  isCa: false,
  isSelfSigned: false,
} as const;
