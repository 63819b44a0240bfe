import { JoinError } from "../../engine/errors.ts";
import { untilAborted } from "../../engine/until_aborted.ts";
import { type CertificateFacts, describeCertificate } from "../../trust/describe_certificate.ts";
import { jsonLine } from "../json_line.ts";
import { readOutputForm } from "../output_form.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";
import { type CertificateSource, readCertificateSource } from "./certificate_source.ts";

/** Where kubeadm puts the cluster's CA, on control planes and workers. */
export const DEFAULT_FILE = "/etc/kubernetes/pki/ca.crt";

/** More than all public roots together. */
const MAX_BYTES = 1 << 20;

export interface PinOptions {
  /** A path, or `-`; `DEFAULT_FILE` unless given. */
  readonly file?: string | undefined;
  readonly output?: string | undefined;
}

/**
 * Prints the pin of each certificate in a file: a line each, with the subject where there are several; or a
 * JSON object each. What was odd about the file goes to standard error.
 *
 * @throws JoinError `input-unreadable`, `certificate-missing`
 */
export async function pin(options: PinOptions, { terminal, signal }: Tool): Promise<number> {
  const { file = DEFAULT_FILE } = options;
  const form = readOutputForm(options.output);
  const what = file === "-" ? "standard input" : `"${file}"`;
  const bytes = await untilAborted(terminal.readInput(file, MAX_BYTES), signal).catch((error) => {
    if (options.file !== undefined || !(error instanceof JoinError)) throw error;
    const { code, message, cause } = error;
    const hint = "no file was named, so that of a control plane was looked for; name one, or `-`";
    throw new JoinError(code, message, { cause, hint });
  });
  const source = await readCertificateSource(bytes, what);
  const certificates = source.certificates.map((der, index) => describe(der, index, source, what));
  if (form === "json") {
    for (const facts of certificates) terminal.out(jsonLine(toJson(facts, file)));
    return 0;
  }
  const named = certificates.length > 1;
  for (const { pin, subject } of certificates) {
    terminal.out(`${named ? `${pin}  ${printable(subject)}` : pin}\n`);
  }
  for (const text of warnings(certificates, source, what)) {
    terminal.err(`warning: ${printable(text)}\n`);
  }
  return 0;
}

function describe(
  der: Uint8Array,
  index: number,
  { certificates, form }: CertificateSource,
  what: string,
): CertificateFacts {
  try {
    return describeCertificate(der);
  } catch (cause) {
    const which = certificates.length > 1 ? `Certificate ${index + 1} of ${what}` : what;
    throw new JoinError("certificate-missing", `${which} is ${form}, but not a certificate`, {
      cause,
    });
  }
}

function toJson(facts: CertificateFacts, file: string): Record<string, unknown> {
  const { pin, subject, issuer, notBefore, notAfter, keyType, isCa } = facts;
  return { pin, subject, issuer, notBefore, notAfter, keyType, isCa, file };
}

function* warnings(
  certificates: readonly CertificateFacts[],
  { leftAside }: CertificateSource,
  what: string,
): Generator<string> {
  for (const { subject, isCa } of certificates) {
    if (!isCa) yield `${subject || "the certificate"} is not a CA: a join wants the pin of the CA`;
  }
  for (const label of leftAside) {
    yield `${what} also holds a block "${label.toLowerCase()}": nothing of it was read`;
  }
}
