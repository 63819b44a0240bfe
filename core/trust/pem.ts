import { JoinError } from "../engine/errors.ts";

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n([A-Za-z0-9+/=\r\n]*?)-----END ([A-Z0-9 ]+)-----/g;

/**
 * The certificates of a PEM text, as DER. Text before a block is allowed, as openssl writes it; any other
 * kind of block, a broken block, or text after the last one is not: what cannot be read whole is not used.
 *
 * @throws JoinError `ca-malformed`
 */
export function certificatesOf(pem: string): Uint8Array[] {
  const found: Uint8Array[] = [];
  let end = 0;
  for (const match of pem.matchAll(BLOCK)) {
    const [whole, begun = "", body = "", ended = ""] = match;
    if (pem.slice(end, match.index).includes("-----")) fail("a block in it is broken");
    if (begun !== ended) fail(`a block begins as ${begun} and ends as ${ended}`);
    if (begun !== "CERTIFICATE") fail(`it holds a ${begun.toLowerCase()}`);
    const der = decode(body);
    if (der === undefined || der.length === 0) fail("a block is not base64");
    found.push(der);
    end = match.index + whole.length;
  }
  if (found.length === 0) fail("there is no certificate in it");
  if (pem.slice(end).trim() !== "") fail("something follows the last certificate");
  return found;
}

/** PEM of a DER block: 64 columns and a final newline, as Go writes it. */
export function toPem(der: Uint8Array, label: string): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

function decode(body: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(body);
  } catch {
    return undefined;
  }
}

function fail(why: string): never {
  throw new JoinError("ca-malformed", `Cannot use the cluster's CA data: ${why}`);
}
