/**
 * Reads the cluster from a file on a mounted stick, and believes it if minisign has signed it.
 *
 * The file is JSON, `{ "servers": ["10.0.0.1:6443"], "caPem": "…", "token": "…" }`; `minisign -Sm cluster.json`
 * lays the signature beside it. Both kinds of signature are read: prehashed, and the older one of `-l`.
 *
 * @see https://jedisct1.github.io/minisign/#signature-format
 */
import { createHash } from "node:crypto";

/** What kubeworker hands over; only what is used here. */
interface Context {
  readText(path: string): Promise<string>;
  log(text: string): void;
  fail(code: string, message: string, hint: string): never;
}

interface Section {
  readonly file: string;
  readonly publicKey: string;
}

export default {
  apiVersion: "discovery.kubeworker.dev/v1",
  name: "usb-minisign",
  version: "1.0.0",
  summary: "reads the cluster from a file that minisign has signed",
  permissions: { read: ["*"], vouch: true },
  schema: {
    type: "object",
    required: ["file", "publicKey"],
    additionalProperties: false,
    properties: {
      file: { type: "string", description: "its path; its signature is FILE.minisig" },
      publicKey: { type: "string", description: "the second line of minisign.pub" },
    },
  },

  async discover({ file, publicKey }: Section, ctx: Context): Promise<unknown> {
    const content = await readBytes(file, ctx);
    const signature = await readBytes(`${file}.minisig`, ctx);
    const comment = await verify(content, new TextDecoder().decode(signature), publicKey, ctx);
    ctx.log(`minisign's comment on "${file}" is "${comment}"`);
    const { servers, caPem, token } = parse(content, file, ctx);
    return {
      servers,
      caPem,
      ...(token === undefined ? {} : { credential: { token } }),
      evidence: { kind: "vouched", by: `minisign key ${publicKey}` },
    };
  },
};

/** The bytes that were signed: of a file that is not UTF-8, which cannot be JSON, others, which were not. */
async function readBytes(path: string, ctx: Context): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new TextEncoder().encode(await ctx.readText(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const isMissing = error instanceof Deno.errors.NotFound;
    ctx.fail(
      isMissing ? "no-file" : "not-a-file",
      error instanceof Error ? error.message : `Cannot read "${path}"`,
      isMissing ? "is the stick mounted? `findmnt` shows what is" : "look at `file` in the section",
    );
  }
}

/**
 * Checks both signatures: the file's, and the one over the first together with the trusted comment.
 * @returns the trusted comment
 */
async function verify(
  content: Uint8Array<ArrayBuffer>,
  text: string,
  publicKey: string,
  ctx: Context,
): Promise<string> {
  const [, first = "", commentLine = "", second = ""] = text.split(/\r?\n/);
  const key = decode(publicKey);
  if (key?.length !== 42) {
    ctx.fail("not-a-key", `"${publicKey}" is no key of minisign`, "it is in minisign.pub: RW…");
  }
  const [signed, whole] = [decode(first), decode(second)];
  const comment = commentLine.replace(/^trusted comment: /, "");
  const algorithm = new TextDecoder().decode(signed?.subarray(0, 2));
  if (
    signed?.length !== 74 || whole?.length !== 64 || comment === commentLine ||
    (algorithm !== "Ed" && algorithm !== "ED")
  ) {
    ctx.fail(
      "not-a-signature",
      "The signature is not one of minisign's",
      "make it with `minisign -Sm FILE`, and copy FILE.minisig to the stick as well",
    );
  }
  const [signer, signature] = [signed.subarray(2, 10), signed.subarray(10)];
  if (signer.toHex() !== key.subarray(2, 10).toHex()) {
    ctx.fail(
      "other-key",
      `The file is signed by the minisign key with id "${idOf(signer)}", not "${
        idOf(key.subarray(2, 10))
      }"`,
      "sign it with your own key; if the key was changed, put the new `publicKey` into the section",
    );
  }
  const message = algorithm === "Ed"
    ? content
    : new Uint8Array(createHash("blake2b512").update(content).digest());
  const commented = new Uint8Array([...signature, ...new TextEncoder().encode(comment)]);
  const verifier = await crypto.subtle.importKey("raw", key.subarray(10), "Ed25519", false, [
    "verify",
  ]);
  const isSigned = (what: Uint8Array<ArrayBuffer>, by: Uint8Array<ArrayBuffer>) =>
    crypto.subtle.verify("Ed25519", verifier, by, what);
  if (!await isSigned(message, signature)) {
    ctx.fail(
      "forged",
      "The file is not what was signed",
      "do not use this stick; sign the file again",
    );
  }
  if (!await isSigned(commented, whole)) {
    ctx.fail("forged", "The trusted comment is not what was signed", "do not use this stick");
  }
  return comment;
}

/** Undefined for what is not base64. */
function decode(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    return undefined;
  }
}

/** As minisign shows it: a little-endian number. */
function idOf(bytes: Uint8Array<ArrayBuffer>): string {
  return bytes.toReversed().toHex().toUpperCase();
}

function parse(
  content: Uint8Array<ArrayBuffer>,
  file: string,
  ctx: Context,
): { servers: unknown; caPem?: unknown; token?: unknown } {
  try {
    return JSON.parse(new TextDecoder().decode(content));
  } catch {
    ctx.fail("not-json", `"${file}" is signed, but it is not JSON`, "see the head of the plugin");
  }
}
