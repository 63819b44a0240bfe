/** One block of a PEM text (RFC 7468). */
export interface PemBlock {
  /** As in `CERTIFICATE` or `RSA PRIVATE KEY`. */
  readonly label: string;
  /** Its content; empty for every kind but certificates. */
  readonly der: Uint8Array;
}

const BEGIN = /-----BEGIN ([A-Z0-9 ]+)-----[ \t]*\r?\n/g;

/**
 * All blocks of a text, to be shown: unlike `certificatesOf`, which is for trust, it takes text between them and
 * blocks of other kinds. Of those it keeps the kind alone, so that a private key goes nowhere.
 *
 * @returns `broken`: the first thing that is wrong, if anything is
 */
export function decodePem(text: string): { blocks: PemBlock[]; broken: string | undefined } {
  const blocks: PemBlock[] = [];
  for (const match of text.matchAll(BEGIN)) {
    const [line, label = ""] = match;
    const rest = text.slice(match.index + line.length);
    const end = rest.indexOf("-----");
    if (end < 0 || !rest.startsWith(`-----END ${label}-----`, end)) {
      return {
        blocks,
        broken: `block ${blocks.length + 1} begins as ${label} but has no such end`,
      };
    }
    if (label !== "CERTIFICATE") {
      blocks.push({ label, der: new Uint8Array() });
      continue;
    }
    const der = decode(rest.slice(0, end));
    if (der === undefined || der.length === 0) {
      return { blocks, broken: `block ${blocks.length + 1} is not base64` };
    }
    blocks.push({ label, der });
  }
  return { blocks, broken: blocks.length === 0 ? "its BEGIN line is broken" : undefined };
}

function decode(body: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(body);
  } catch {
    return undefined;
  }
}
