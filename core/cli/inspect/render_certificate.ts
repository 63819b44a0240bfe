import type { CertificateFindings } from "./findings.ts";
import { field } from "./layout.ts";

/** A certificate may have thousands. */
const MOST_NAMES = 40;

/** A certificate with a number or word before it. Its pin has a line of its own: it fits into 80 columns. */
export function renderCertificate(
  certificate: CertificateFindings,
  label: string,
  columns: number,
): string[] {
  const { pin, subject, issuer, names, keyType } = certificate;
  if (pin === undefined) return [`  ${label}  a certificate that cannot be read`];
  const indent = certificateIndent(label);
  const shown = names.length > MOST_NAMES
    ? [...names.slice(0, MOST_NAMES), `and ${names.length - MOST_NAMES} more`]
    : names;
  return [
    `  ${label}  ${subject || "no subject"}${describeKind(certificate)}`,
    ...field("issuer", issuer || "none", columns, indent),
    ...(names.length === 0 ? [] : field("names", shown.join(", "), columns, indent)),
    ...field("valid", describeValidity(certificate), columns, indent),
    ...field("key", keyType, columns, indent),
    `${" ".repeat(indent)}${pin}`,
  ];
}

/** Where the lines below a certificate's subject begin. */
export function certificateIndent(label: string): number {
  return label.length + 4;
}

function describeKind({ isCa, isSelfSigned }: CertificateFindings): string {
  const kinds = [...(isCa ? ["a CA"] : []), ...(isSelfSigned ? ["self-signed"] : [])];
  return kinds.length === 0 ? "" : `  (${kinds.join(", ")})`;
}

function describeValidity({ notBefore, notAfter, validity }: CertificateFindings): string {
  const span = `${instant(notBefore)} to ${instant(notAfter)}`;
  if (validity === "expired") return `${span} ! past its end`;
  return validity === "not-yet-valid" ? `${span} ! not valid yet` : span;
}

/** As in `2026-11-24 13:44Z`. */
function instant(text: string | undefined): string {
  return text === undefined ? "unknown" : `${text.slice(0, 16).replace("T", " ")}Z`;
}
