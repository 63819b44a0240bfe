import { type KeyObject, X509Certificate } from "node:crypto";
import { type Pin, pinOf } from "./pin.ts";

/** What a person is told about a certificate. Nothing of it is a decision. */
export interface CertificateFacts {
  readonly pin: Pin;
  /** As in `O=system:masters, CN=admin`. */
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** As in `RSA 2048`, `EC P-256` or `Ed25519`; `unknown` for what the runtime does not read. */
  readonly keyType: string;
  readonly isCa: boolean;
  /** Its own key has signed it, whatever names it has. */
  readonly isSelfSigned: boolean;
}

/** @throws Error if it is not a certificate */
export function describeCertificate(der: Uint8Array): CertificateFacts {
  const certificate = new X509Certificate(der);
  const key = keyOf(certificate);
  return {
    pin: pinOf(der),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    keyType: key === undefined ? "unknown" : describeKey(key),
    isCa: certificate.ca,
    isSelfSigned: key !== undefined && verifies(certificate, key),
  };
}

/** Names of OpenSSL, and what everybody else calls them. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521",
};

const KINDS: Readonly<Record<string, string>> = { ed25519: "Ed25519", ed448: "Ed448" };

function describeKey(key: KeyObject): string {
  const { asymmetricKeyType: kind = "unknown", asymmetricKeyDetails: details } = key;
  if (kind === "rsa") return `RSA ${details?.modulusLength ?? ""}`.trim();
  if (kind === "ec") {
    const curve = details?.namedCurve ?? "";
    return `EC ${CURVES[curve] ?? curve}`.trim();
  }
  return KINDS[kind] ?? kind;
}

/** RSA-PSS keys, and curves given by their parameters, are more than the runtime reads. */
function keyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey;
  } catch {
    return undefined;
  }
}

function verifies(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.verify(key);
  } catch {
    return false;
  }
}

function oneLine(name: string): string {
  return name.split("\n").join(", ");
}
