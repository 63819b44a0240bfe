import { sign } from "node:crypto";
import type { NodeKey } from "./node_key.ts";
import { OID } from "./oid.ts";
import { toPem } from "./pem.ts";

/** User name and group that a kubelet's certificate carries (Kubernetes node authorizer). */
export const NODES_GROUP = "system:nodes";

export function nodeUserName(nodeName: string): string {
  return `system:node:${nodeName}`;
}

/**
 * The usages to ask for. The approver of 1.20 wants all three, although an EC key cannot encipher keys;
 * later ones take two or three.
 */
export const NODE_CLIENT_USAGES = ["digital signature", "key encipherment", "client auth"] as const;

/**
 * A PKCS#10 request (RFC 2986) for a kubelet's client certificate: subject O then CN, no extensions,
 * ECDSA-SHA256.
 *
 * @returns PEM of type `CERTIFICATE REQUEST`
 */
export async function createNodeRequest(key: NodeKey, nodeName: string): Promise<string> {
  const { asn1 } = await import("./asn1.ts");
  function part(type: string, text: string): InstanceType<typeof asn1.RelativeDistinguishedName> {
    const value = new asn1.AttributeValue({ utf8String: text });
    return new asn1.RelativeDistinguishedName([new asn1.AttributeTypeAndValue({ type, value })]);
  }
  const certificationRequestInfo = new asn1.CertificationRequestInfo({
    subject: new asn1.Name([
      part(OID.organization, NODES_GROUP),
      part(OID.commonName, nodeUserName(nodeName)),
    ]),
    subjectPKInfo: asn1.AsnConvert.parse(key.publicKey, asn1.SubjectPublicKeyInfo),
    attributes: new asn1.Attributes(),
  });
  const signed = new Uint8Array(asn1.AsnConvert.serialize(certificationRequestInfo));
  const signature = sign("sha256", signed, key.pem.reveal());
  const request = new asn1.CertificationRequest({
    certificationRequestInfo,
    signatureAlgorithm: new asn1.AlgorithmIdentifier({ algorithm: OID.ecdsaWithSha256 }),
    signature: new Uint8Array(signature).buffer,
  });
  return toPem(new Uint8Array(asn1.AsnConvert.serialize(request)), "CERTIFICATE REQUEST");
}
