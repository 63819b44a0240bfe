import { createHash } from "node:crypto";
import { JoinError } from "../engine/errors.ts";
import { subjectPublicKeyInfo } from "./der.ts";

/** `sha256:` and 64 lower-case hex digits over a certificate's SubjectPublicKeyInfo (RFC 7469 §2.4). */
export type Pin = `sha256:${string}`;

/**
 * Reads a pin as kubeadm takes it: type and digits in any case.
 *
 * @throws JoinError `pin-malformed`
 */
export function parsePin(text: string): Pin {
  const parts = text.split(":");
  const [type = "", digits = ""] = parts;
  function fail(why: string): never {
    throw new JoinError("pin-malformed", `Cannot use "${text}" as a CA pin: ${why}`);
  }
  if (parts.length !== 2) fail("it is not of the form sha256:HEX");
  if (type.toLowerCase() !== "sha256") fail(`"${type}" is not a known kind of pin, only sha256 is`);
  if (digits.length !== 64) fail(`it has ${digits.length} digits instead of 64`);
  if (!/^[0-9a-fA-F]{64}$/.test(digits)) fail("it has characters that are not hex digits");
  return `sha256:${digits.toLowerCase()}`;
}

/** The pin of a certificate, over its key's bytes as they stand in it. */
export function pinOf(certificateDer: Uint8Array): Pin {
  return `sha256:${
    createHash("sha256").update(subjectPublicKeyInfo(certificateDer)).digest("hex")
  }`;
}
