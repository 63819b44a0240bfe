import { JoinError } from "../engine/errors.ts";
import { OID } from "./oid.ts";
import type { TrustedCa } from "./ca.ts";
import { type ReadCertificate, readCertificate } from "./certificate.ts";
import { NODES_GROUP, nodeUserName } from "./certificate_request.ts";
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

/**
 * Checks what came back for a request: our key, our name, our group, for client authentication, valid now,
 * and signed by the cluster's CA, directly or through intermediates that came along.
 *
 * @throws JoinError `certificate-wrong`, `clock-off`
 */
export async function checkIssued(pem: string, wanted: IssuedCheck): Promise<IssuedCertificate> {
  const ders = readAll(pem);
  if (ders.length > MOST_CERTIFICATES) throw wrong(`it comes with ${ders.length - 1} others`);
  const [leaf, ...middle] = await Promise.all(ders.map(parse));
  if (leaf === undefined) throw wrong("it is empty");
  if (!equal(leaf.publicKey, wanted.publicKey)) throw wrong("it is for another key");
  const { commonNames: names, organizations: groups } = leaf;
  const user = nodeUserName(wanted.nodeName);
  if (names.length !== 1 || names[0] !== user) {
    throw wrong(`its common name is "${names.join(", ")}" instead of "${user}"`);
  }
  if (groups.length !== 1 || groups[0] !== NODES_GROUP) {
    throw wrong(`its organisation is "${groups.join(", ")}" instead of "${NODES_GROUP}"`);
  }
  if (!leaf.extendedKeyUsages.includes(OID.clientAuth)) {
    throw wrong("it is not for client authentication");
  }
  const anchors = await Promise.all(wanted.ca.certificates.map(parse));
  if (!chains(leaf, new Set(middle), anchors)) {
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
function chains(
  leaf: ReadCertificate,
  middle: Set<ReadCertificate>,
  anchors: ReadCertificate[],
): boolean {
  if (anchors.some((anchor) => leaf.isIssuedBy(anchor))) return true;
  for (const next of [...middle]) {
    if (!middle.has(next) || !next.isCa || !leaf.isIssuedBy(next)) continue;
    // Whatever it leads to is tried now: nobody has to come here again.
    middle.delete(next);
    if (chains(next, middle, anchors)) return true;
  }
  return false;
}

function checkTime(leaf: ReadCertificate, now: Date): void {
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

async function parse(der: Uint8Array): Promise<ReadCertificate> {
  try {
    return await readCertificate(der);
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
