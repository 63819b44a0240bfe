import type { X509Certificate } from "@peculiar/x509";
import { JoinError } from "../engine/errors.ts";
import type { TrustedCa } from "./ca.ts";
import { loadX509, NODES_GROUP, nodeUserName } from "./certificate_request.ts";
import { subjectPublicKeyInfo } from "./der.ts";
import { certificatesOf, toPem } from "./pem.ts";

export interface IssuedCheck {
  publicKey: Uint8Array;
  nodeName: string;
  ca: TrustedCa;
  now: Date;
}

/** A certificate that passed every test of `checkIssued`. */
export interface IssuedCertificate {
  /** Leaf first, then whatever intermediates came with it. */
  readonly pem: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A leaf and what may stand between it and the CA. */
const MOST_CERTIFICATES = 8;
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/**
 * Checks what came back for a request: our key, our name, our group, for client authentication, valid now,
 * and signed by the cluster's CA, directly or through intermediates that came along.
 *
 * @throws JoinError `certificate-wrong`, `clock-off`
 */
export async function checkIssued(pem: string, wanted: IssuedCheck): Promise<IssuedCertificate> {
  const x509 = await loadX509();
  const ders = readAll(pem);
  const [leafDer] = ders;
  if (ders.length > MOST_CERTIFICATES) throw wrong(`it comes with ${ders.length - 1} others`);
  if (leafDer === undefined) throw wrong("it is empty");
  const [leaf, ...middle] = ders.map((der) => parse(x509, der));
  if (leaf === undefined) throw wrong("it is empty");
  if (!equal(subjectPublicKeyInfo(leafDer), wanted.publicKey)) throw wrong("it is for another key");
  const names = leaf.subjectName.getField("CN");
  const groups = leaf.subjectName.getField("O");
  const user = nodeUserName(wanted.nodeName);
  if (names.length !== 1 || names[0] !== user) {
    throw wrong(`its common name is "${names.join(", ")}" instead of "${user}"`);
  }
  if (groups.length !== 1 || groups[0] !== NODES_GROUP) {
    throw wrong(`its organisation is "${groups.join(", ")}" instead of "${NODES_GROUP}"`);
  }
  const usage = leaf.getExtension(x509.ExtendedKeyUsageExtension);
  if (!usage?.usages.some((oid) => oid === CLIENT_AUTH)) {
    throw wrong("it is not for client authentication");
  }
  const anchors = wanted.ca.certificates.map((der) => parse(x509, der));
  if (!(await chains(leaf, new Set(middle), anchors))) {
    throw wrong(`it was not issued by the cluster's CA but by "${leaf.issuer}"`);
  }
  checkTime(leaf, wanted.now);
  return {
    pem: ders.map((der) => toPem(der, "CERTIFICATE")).join(""),
    notBefore: leaf.notBefore,
    notAfter: leaf.notAfter,
  };
}

/** Walks from the leaf upwards; each certificate along the way must be a CA, and none is used twice. */
async function chains(
  leaf: X509Certificate,
  middle: Set<X509Certificate>,
  anchors: X509Certificate[],
): Promise<boolean> {
  for (const anchor of anchors) if (await isIssuedBy(leaf, anchor)) return true;
  for (const next of [...middle]) {
    if (!middle.has(next) || !(await isCa(next)) || !(await isIssuedBy(leaf, next))) continue;
    // Whatever it leads to is tried now: nobody has to come here again.
    middle.delete(next);
    if (await chains(next, middle, anchors)) return true;
  }
  return false;
}

async function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): Promise<boolean> {
  if (certificate.issuer !== issuer.subject) return false;
  try {
    return await certificate.verify({ publicKey: issuer, signatureOnly: true });
  } catch {
    return false;
  }
}

async function isCa(certificate: X509Certificate): Promise<boolean> {
  const x509 = await loadX509();
  return certificate.getExtension(x509.BasicConstraintsExtension)?.ca === true;
}

function checkTime(leaf: X509Certificate, now: Date): void {
  if (now < leaf.notBefore) {
    const seconds = Math.ceil((leaf.notBefore.getTime() - now.getTime()) / 1000);
    throw new JoinError(
      "clock-off",
      `The new certificate is valid from ${leaf.notBefore.toISOString()}, ${seconds} s after this machine's time`,
    );
  }
  if (now > leaf.notAfter) {
    throw new JoinError(
      "clock-off",
      `The new certificate ended at ${leaf.notAfter.toISOString()} by this machine's clock (${now.toISOString()})`,
    );
  }
}

function parse(x509: typeof import("@peculiar/x509"), der: Uint8Array): X509Certificate {
  try {
    // The key is cut out by our own reader, too: what the two do not both understand is not used.
    subjectPublicKeyInfo(der);
    return new x509.X509Certificate(buffer(der));
  } catch (cause) {
    throw new JoinError("certificate-wrong", "The issued certificate cannot be read", { cause });
  }
}

function readAll(pem: string): Uint8Array[] {
  try {
    return certificatesOf(pem);
  } catch (cause) {
    throw new JoinError("certificate-wrong", "The issued certificate cannot be read", { cause });
  }
}

function wrong(why: string): JoinError {
  return new JoinError("certificate-wrong", `The issued certificate is not ours: ${why}`);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function buffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
