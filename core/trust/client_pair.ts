import { createPrivateKey, X509Certificate } from "node:crypto";
import { JoinError } from "../engine/errors.ts";
import { Secret } from "./secret.ts";

/**
 * A client certificate with the key that belongs to it: TLS libraries say of a wrong pair only that the
 * handshake failed.
 *
 * @param whose for messages: the file that they are from
 * @throws JoinError `credential-unusable`
 */
export function clientPair(
  certificatePem: string | undefined,
  keyPem: string | undefined,
  whose: string,
): { certificatePem: string; keyPem: Secret } {
  function fail(why: string): never {
    // No cause: a reader's message may quote what it read.
    throw new JoinError(
      "credential-unusable",
      `Cannot use the client certificate of ${whose}: ${why}`,
    );
  }
  if (certificatePem === undefined) fail("it has a key, but no certificate");
  if (keyPem === undefined) fail("it has no key");
  const certificate = attempt(() => new X509Certificate(certificatePem)) ??
    fail("it is not a PEM certificate");
  const key = attempt(() => createPrivateKey(keyPem)) ??
    fail("its key is not a PEM private key without a passphrase");
  if (!certificate.checkPrivateKey(key)) fail("certificate and key do not belong together");
  return { certificatePem, keyPem: new Secret(keyPem) };
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
