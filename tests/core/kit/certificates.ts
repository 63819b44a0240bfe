import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { generateNodeKey, type NodeKey } from "../../../core/trust/node_key.ts";
import { type TrustedCa, trustSigned } from "../../../core/trust/ca.ts";
import type { Authority } from "../../support/pki.ts";

export const NODE = "worker-1";

/** What a certificate for a node is made of; everything absent: as the cluster's signer makes it. */
export interface Making {
  key?: NodeKey;
  subject?: Record<string, string[]>[];
  usages?: readonly x509.ExtendedKeyUsage[];
  from?: Date;
  until?: Date;
}

const MINUTE = 60_000;

/** A certificate for a node's key, with whatever is wrong about it. PEM. */
export async function certificateFor(
  authority: Pick<Authority, "certificate" | "key">,
  making: Making = {},
): Promise<string> {
  const { key = generateNodeKey(), usages = [x509.ExtendedKeyUsage.clientAuth] } = making;
  const from = making.from ?? new Date(Date.now() - 5 * MINUTE);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `00${crypto.getRandomValues(new Uint8Array(8)).toHex()}`,
    subject: making.subject ?? [{ O: ["system:nodes"] }, { CN: [`system:node:${NODE}`] }],
    issuer: authority.certificate.subjectName,
    notBefore: from,
    notAfter: making.until ?? new Date(from.getTime() + 365 * 24 * 60 * MINUTE),
    publicKey: new x509.PublicKey(new Uint8Array(key.publicKey)),
    signingKey: authority.key.pair.privateKey,
    signingAlgorithm: authority.key.algorithm,
    extensions: usages.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...usages])],
  });
  return `${certificate.toString("pem")}\n`;
}

export function trusting(...authorities: Pick<Authority, "certificatePem">[]): TrustedCa {
  return trustSigned(authorities.map(({ certificatePem }) => certificatePem).join(""));
}
