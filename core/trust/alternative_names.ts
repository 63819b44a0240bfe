import { OID } from "./oid.ts";

/** A name that a certificate is for (RFC 5280 §4.2.1.6). */
export interface AlternativeName {
  readonly kind: "dns" | "ip" | "other";
  readonly value: string;
}

/**
 * The names of a certificate, one by one: a text of all of them lets a name with a comma pass for two.
 *
 * @throws Error if it cannot be read
 */
export async function alternativeNames(der: Uint8Array): Promise<AlternativeName[]> {
  const { asn1 } = await import("./asn1.ts");
  const { tbsCertificate: body } = asn1.AsnConvert.parse(der, asn1.Certificate);
  const extension = body.extensions?.find((one) => one.extnID === OID.subjectAltName);
  if (extension === undefined) return [];
  const names = asn1.AsnConvert.parse(extension.extnValue.buffer, asn1.SubjectAlternativeName);
  return [...names].flatMap<AlternativeName>((name) => {
    if (name.dNSName !== undefined) return [{ kind: "dns", value: name.dNSName }];
    if (name.iPAddress !== undefined) return [{ kind: "ip", value: name.iPAddress }];
    const other = name.uniformResourceIdentifier ?? name.rfc822Name;
    return other === undefined ? [] : [{ kind: "other", value: other }];
  });
}

/**
 * Whether one of the names is this host: addresses by value, names without regard to case, `*` for one whole label
 * at the front (RFC 6125 §6.4.3).
 *
 * @param host a name or an address, without brackets
 */
export function isNameOf(host: string, names: readonly AlternativeName[]): boolean {
  const address = canonicalAddress(host);
  if (address !== undefined) {
    return names.some(({ kind, value }) => kind === "ip" && canonicalAddress(value) === address);
  }
  const wanted = host.toLowerCase().replace(/\.$/, "");
  return names.some(({ kind, value }) => {
    if (kind !== "dns") return false;
    const name = value.toLowerCase().replace(/\.$/, "");
    if (!name.startsWith("*.")) return name === wanted;
    const dot = wanted.indexOf(".");
    return dot > 0 && wanted.slice(dot) === name.slice(1);
  });
}

/** One spelling of an IP address; undefined for what is none. */
function canonicalAddress(text: string): string | undefined {
  if (/^[\d.]+$/.test(text)) return text;
  if (!text.includes(":") || !URL.canParse(`https://[${text}]/`)) return undefined;
  return new URL(`https://[${text}]/`).hostname;
}
