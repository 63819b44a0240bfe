import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { backdating, pinOf, serial } from "./pki_values.ts";
import { generateKey, privateKeyPem, type SigningKey } from "./pki_keys.ts";

const year = 31_536_000_000;
const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags;

export interface CertificateOptions {
  commonName: string;
  organizations?: string[];
  dns?: string[];
  ip?: string[];
  usage: "server" | "client";
  from?: Date;
  until?: Date;
}

/** How a signed request differs from what was asked for; all absent: a faithful signer. */
export interface RequestSigning {
  /** Certifies a fresh key in place of the requested one. */
  otherKey?: boolean;
  /** Common name in place of the requested one. */
  commonName?: string;
  from?: Date;
  until?: Date;
}

/** A certificate and its private key, both PEM. */
export interface Identity {
  certificatePem: string;
  keyPem: string;
}

/** A throw-away certificate authority. Nothing of it ever touches the disk. */
export class Authority {
  readonly certificatePem: string;
  /** `sha256:<hex>` over the SubjectPublicKeyInfo, as `--discovery-token-ca-cert-hash` takes it. */
  readonly pin: string;

  readonly certificate: x509.X509Certificate;
  readonly key: SigningKey;

  constructor(certificate: x509.X509Certificate, key: SigningKey) {
    this.certificate = certificate;
    this.key = key;
    this.certificatePem = `${certificate.toString("pem")}\n`;
    this.pin = pinOf(this.certificatePem);
  }

  /** Issues a serving or client certificate with a fresh P-256 key. */
  async issue(options: CertificateOptions): Promise<Identity> {
    const key = await generateKey("p256");
    const names = [
      ...(options.dns ?? []).map((value) => ({ type: "dns", value } as const)),
      ...(options.ip ?? []).map((value) => ({ type: "ip", value } as const)),
    ];
    const certificatePem = await this.#certify({
      subject: [
        ...(options.organizations ?? []).map((name) => ({ O: [name] })),
        { CN: [options.commonName] },
      ],
      publicKey: key.pair.publicKey,
      purpose: x509.ExtendedKeyUsage[options.usage === "server" ? "serverAuth" : "clientAuth"],
      names,
      from: options.from,
      until: options.until,
    });
    return { certificatePem, keyPem: await privateKeyPem(key) };
  }

  /** Signs a PKCS#10 request as kube-controller-manager does: client use, back-dated 5 minutes, valid for 1 year. */
  async signRequest(requestPem: string, signing: RequestSigning = {}): Promise<string> {
    const request = new x509.Pkcs10CertificateRequest(requestPem);
    const subject = signing.commonName === undefined
      ? request.subjectName
      : [{ O: ["system:nodes"] }, { CN: [signing.commonName] }];
    const publicKey = signing.otherKey
      ? (await generateKey("p256")).pair.publicKey
      : request.publicKey;
    return this.#certify({
      subject,
      publicKey,
      purpose: x509.ExtendedKeyUsage.clientAuth,
      names: [],
      from: signing.from,
      until: signing.until,
    });
  }

  async #certify(wanted: {
    subject: x509.X509CertificateCreateParamsName;
    publicKey: x509.PublicKeyType;
    purpose: x509.ExtendedKeyUsage;
    names: x509.JsonGeneralName[];
    from: Date | undefined;
    until: Date | undefined;
  }): Promise<string> {
    const from = wanted.from ?? new Date(Date.now() - backdating);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial(),
      subject: wanted.subject,
      issuer: this.certificate.subjectName,
      notBefore: from,
      notAfter: wanted.until ?? new Date(from.getTime() + year),
      publicKey: wanted.publicKey,
      signingKey: this.key.pair.privateKey,
      signingAlgorithm: this.key.algorithm,
      extensions: [
        new x509.KeyUsagesExtension(digitalSignature | keyEncipherment, true),
        new x509.ExtendedKeyUsageExtension([wanted.purpose]),
        new x509.BasicConstraintsExtension(false, undefined, true),
        await x509.AuthorityKeyIdentifierExtension.create(this.key.pair.publicKey),
        ...(wanted.names.length > 0
          ? [new x509.SubjectAlternativeNameExtension(wanted.names)]
          : []),
      ],
    });
    return `${certificate.toString("pem")}\n`;
  }
}
