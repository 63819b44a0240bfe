import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { toPem } from "./pem.ts";
import { Secret } from "./secret.ts";

/** The node's private key: ECDSA P-256, as the kubelet makes it. It never leaves the machine. */
export interface NodeKey {
  /** `EC PRIVATE KEY` PEM (SEC 1), the form that the kubelet writes. */
  readonly pem: Secret;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
}

export function generateNodeKey(): NodeKey {
  return fromKeyObject(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
}

/** A key from its PEM, or undefined when it is not a P-256 key: then a new one is made. */
export function parseNodeKey(pem: string): NodeKey | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? fromKeyObject(key) : undefined;
  } catch {
    return undefined;
  }
}

function fromKeyObject(key: KeyObject): NodeKey {
  const sec1 = new Uint8Array(key.export({ type: "sec1", format: "der" }));
  return {
    pem: new Secret(toPem(sec1, "EC PRIVATE KEY")),
    publicKey: new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" })),
  };
}
