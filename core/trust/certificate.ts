import { X509Certificate } from "node:crypto";
import { subjectPublicKeyInfo } from "./der.ts";
import { OID } from "./oid.ts";

/** What is looked at in a certificate that somebody issued to us. */
export interface ReadCertificate {
  /** DER SubjectPublicKeyInfo, as it stands. */
  readonly publicKey: Uint8Array;
  readonly commonNames: readonly string[];
  readonly organizations: readonly string[];
  readonly extendedKeyUsages: readonly string[];
  readonly isCa: boolean;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** For messages. */
  readonly issuer: string;
  /** Whether the other's key signed this one, and its name is this one's issuer. */
  isIssuedBy(other: ReadCertificate): boolean;
  /** @internal */
  readonly native: X509Certificate;
}

/**
 * Reads a certificate with three readers: our own for the key, a schema for names and extensions, and the
 * runtime's for signatures. What they do not all understand is not used.
 *
 * @throws Error if one of them does not
 */
export async function readCertificate(der: Uint8Array): Promise<ReadCertificate> {
  const { asn1 } = await import("./asn1.ts");
  const publicKey = subjectPublicKeyInfo(der);
  const native = new X509Certificate(der);
  const { tbsCertificate: body } = asn1.AsnConvert.parse(der, asn1.Certificate);
  function named(type: string): string[] {
    return body.subject.flatMap((part) =>
      part.filter((one) => one.type === type).map((one) => one.value.toString())
    );
  }
  function extension(id: string): ArrayBuffer | undefined {
    return body.extensions?.find((one) => one.extnID === id)?.extnValue.buffer;
  }
  const usage = extension(OID.extendedKeyUsage);
  const constraints = extension(OID.basicConstraints);
  return {
    publicKey,
    native,
    commonNames: named(OID.commonName),
    organizations: named(OID.organization),
    extendedKeyUsages: usage === undefined
      ? []
      : [...asn1.AsnConvert.parse(usage, asn1.ExtendedKeyUsage)],
    isCa: constraints !== undefined &&
      asn1.AsnConvert.parse(constraints, asn1.BasicConstraints).cA,
    notBefore: body.validity.notBefore.getTime(),
    notAfter: body.validity.notAfter.getTime(),
    issuer: native.issuer.replaceAll("\n", ", "),
    isIssuedBy(other) {
      if (native.issuer !== other.native.subject) return false;
      try {
        return native.verify(other.native.publicKey);
      } catch {
        return false;
      }
    },
  };
}
