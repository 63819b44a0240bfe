import { JoinError } from "../../engine/errors.ts";
import { decodePem } from "../../trust/pem_blocks.ts";

/** Certificates of what the operator gave, as DER, and what else was in it. */
export interface CertificateSource {
  readonly certificates: readonly Uint8Array[];
  readonly form: "PEM" | "DER" | "kubeconfig";
  /** What was left aside: kinds of PEM blocks, as in `RSA PRIVATE KEY`. */
  readonly leftAside: readonly string[];
}

const SEQUENCE = 0x30;

/**
 * Finds out what it is: PEM, one certificate in DER, or a kubeconfig.
 *
 * @param what where it came from, for the message
 * @throws JoinError `certificate-missing`
 */
export async function readCertificateSource(
  bytes: Uint8Array,
  what: string,
): Promise<CertificateSource> {
  if (bytes.length === 0) throw missing(`${what} is empty`);
  // No text begins so: a line that is a zero and a control or a character beyond ASCII.
  if (bytes[0] === SEQUENCE && (bytes[1] ?? 0) >= 0x80) {
    return { certificates: [bytes], form: "DER", leftAside: [] };
  }
  const text = decodeText(bytes);
  if (text === undefined) throw missing(`${what} is neither PEM nor DER, but other binary data`);
  if (text.includes("-----BEGIN ")) return readPem(text, what);
  if (text.trim() === "") throw missing(`${what} holds nothing but blanks`);
  if (/^\s*["']?(apiVersion|clusters|kind)\b/m.test(text) || text.trimStart().startsWith("{")) {
    return await readKubeconfig(text, what);
  }
  throw missing(`${what} is neither a certificate nor a kubeconfig`);
}

function readPem(text: string, what: string): CertificateSource {
  const { blocks, broken } = decodePem(text);
  if (broken !== undefined) throw missing(`Cannot read the PEM of ${what}: ${broken}`);
  const certificates = blocks.filter(({ label }) => label === "CERTIFICATE");
  const labels = blocks.filter(({ label }) => label !== "CERTIFICATE").map(({ label }) => label);
  const leftAside = [...new Set(labels)];
  if (certificates.length === 0) {
    throw missing(
      `${what} holds no certificate, but: ${leftAside.join(", ").toLowerCase()}`,
      leftAside.some((label) => label.endsWith("PRIVATE KEY"))
        ? "nothing of the private key was read; the certificate is in another file, as in ca.crt beside ca.key"
        : undefined,
    );
  }
  return { certificates: certificates.map(({ der }) => der), form: "PEM", leftAside };
}

async function readKubeconfig(text: string, what: string): Promise<CertificateSource> {
  const { parseKubeconfig, clusterEntry, KubeconfigError } = await import(
    "../../kube/kubeconfig.ts"
  );
  try {
    const { caPem } = clusterEntry(parseKubeconfig(text));
    if (caPem === undefined) {
      throw missing(
        `The kubeconfig ${what} holds no certificate-authority-data`,
        "where it has certificate-authority instead, name that file",
      );
    }
    const source = readPem(caPem, `certificate-authority-data of ${what}`);
    return { ...source, form: "kubeconfig" };
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error;
    throw missing(`Cannot use ${what} as a kubeconfig: ${error.message}`);
  }
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

function missing(message: string, hint?: string): JoinError {
  return new JoinError("certificate-missing", message, hint === undefined ? {} : { hint });
}
