import { X509Certificate } from "node:crypto";
import { JoinError } from "../engine/errors.ts";
import { rootPrefix } from "./root_prefix.ts";

/** Where distributions keep the public roots: the list that Go has (crypto/x509/root_linux.go). */
const FILES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/**
 * The machine's public roots, PEM. SSL_CERT_FILE names another file, as for Go and OpenSSL.
 *
 * @throws JoinError `roots-missing`
 */
export function systemRoots(
  root: string,
  env: (name: string) => string | undefined = (name) => Deno.env.get(name),
): string {
  const named = env("SSL_CERT_FILE");
  const prefix = rootPrefix(root);
  for (const path of named ? [named] : FILES.map((file) => prefix + file)) {
    try {
      const usable = usableCertificates(Deno.readTextFileSync(path));
      if (usable !== "") return usable;
    } catch { /* the next one */ }
  }
  throw new JoinError("roots-missing", "This machine has no public root certificates");
}

/**
 * What the TLS library can use of a bundle; comments, keys and other blocks are left out. It would end the
 * program at a certificate that it cannot read.
 */
export function usableCertificates(pem: string): string {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.filter(isReadable).map((block) => `${block}\n`).join("");
}

function isReadable(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
