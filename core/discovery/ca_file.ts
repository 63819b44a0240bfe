import { JoinError } from "../engine/errors.ts";
import type { Inputs } from "../host/types.ts";
import { certificatesOf } from "../trust/pem.ts";
import { refuseWorldWritable } from "./named_files.ts";

/**
 * The certificates of a CA file that the operator names.
 *
 * @param flag by which it was named, for the hint
 * @returns DER, at least one
 * @throws JoinError `ca-malformed`, `discovery-file-unreadable`, `discovery-file-unsafe`
 */
export async function readCaFile(
  path: string,
  flag: "--discovery-ca" | "--discovery-file-ca",
  inputs: Inputs,
): Promise<Uint8Array[]> {
  const found = await inputs.read(path);
  if (found === undefined) {
    throw new JoinError("discovery-file-unreadable", `There is no CA file ${path}`, {
      hint: `${flag} takes the path of a PEM file, as of /etc/kubernetes/pki/ca.crt`,
    });
  }
  refuseWorldWritable(found, "CA file");
  try {
    return certificatesOf(found.text);
  } catch (cause) {
    throw new JoinError("ca-malformed", `Cannot use the CA file ${path}`, {
      hint: "it has to hold one or more certificates in PEM, and nothing else",
      cause,
    });
  }
}
