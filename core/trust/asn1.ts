import { AsnConvert } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
} from "@peculiar/asn1-x509";
import { Attributes, CertificationRequest, CertificationRequestInfo } from "@peculiar/asn1-csr";

/**
 * The shapes of X.509 and PKCS#10, from the layer below `@peculiar/x509`: half as much to load. Import this
 * lazily: `--help` must not pay for it.
 */
export const asn1 = {
  AlgorithmIdentifier,
  AsnConvert,
  Attributes,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  CertificationRequest,
  CertificationRequestInfo,
  ExtendedKeyUsage,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
};
