import "reflect-metadata";
import * as x509 from "@peculiar/x509";

/** The key kinds that a cluster's CA may have. `p256` is made in well under a millisecond, `rsa2048` takes 150. */
export type KeyKind = "p256" | "p384" | "rsa2048" | "ed25519";

type SigningAlgorithm = EcKeyGenParams & EcdsaParams | RsaHashedKeyGenParams | { name: "Ed25519" };

const algorithms: Record<KeyKind, SigningAlgorithm> = {
  p256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  p384: { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
  rsa2048: {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  },
  ed25519: { name: "Ed25519" },
};

/** A key pair together with the algorithm it signs with. */
export interface SigningKey {
  pair: CryptoKeyPair;
  algorithm: SigningAlgorithm;
}

export async function generateKey(kind: KeyKind): Promise<SigningKey> {
  const algorithm = algorithms[kind];
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new TypeError(`Cannot generate a key pair of kind "${kind}"`);
  return { pair, algorithm };
}

/** The private key as PKCS#8 PEM. */
export async function privateKeyPem(key: SigningKey): Promise<string> {
  const der = await crypto.subtle.exportKey("pkcs8", key.pair.privateKey);
  return `${x509.PemConverter.encode(der, "PRIVATE KEY")}\n`;
}
