/** A throw-away public key infrastructure, made in milliseconds and never written to the disk. */
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { Authority } from "./pki_authority.ts";
import { generateKey, type KeyKind } from "./pki_keys.ts";
import { backdating, serial } from "./pki_values.ts";

export {
  type Authority,
  type CertificateOptions,
  type Identity,
  type RequestSigning,
} from "./pki_authority.ts";
export { pinOf } from "./pki_values.ts";

const decade = 315_360_000_000;
const { digitalSignature, keyEncipherment, keyCertSign } = x509.KeyUsageFlags;

export interface AuthorityOptions {
  /** Common name; a cluster's CA is called `kubernetes`. */
  name?: string;
  key?: KeyKind;
  from?: Date;
  until?: Date;
  /** Makes an intermediate instead of a root. */
  issuer?: Authority;
  /** Makes a renewed certificate: new dates, the key (and so the pin) of this authority. */
  renews?: Authority;
  /** Leaves out the permission to sign: a certificate that must not be taken for a CA. */
  notAnAuthority?: boolean;
}

/** Makes an authority; with a P-256 key this takes a few milliseconds. */
export async function createAuthority(options: AuthorityOptions = {}): Promise<Authority> {
  const key = options.renews?.key ?? await generateKey(options.key ?? "p256");
  const from = options.from ?? new Date(Date.now() - backdating);
  const name = [{ CN: [options.name ?? "kubernetes"] }];
  const issuer = options.issuer;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: name,
    issuer: issuer?.certificate.subjectName ?? name,
    notBefore: from,
    notAfter: options.until ?? new Date(from.getTime() + decade),
    publicKey: key.pair.publicKey,
    signingKey: (issuer?.key ?? key).pair.privateKey,
    signingAlgorithm: (issuer?.key ?? key).algorithm,
    extensions: [
      new x509.KeyUsagesExtension(
        digitalSignature | keyEncipherment | keyCertSign,
        true,
      ),
      new x509.BasicConstraintsExtension(!options.notAnAuthority, undefined, true),
      await x509.SubjectKeyIdentifierExtension.create(key.pair.publicKey),
      ...(issuer
        ? [await x509.AuthorityKeyIdentifierExtension.create(issuer.key.pair.publicKey)]
        : []),
    ],
  });
  return new Authority(certificate, key);
}
