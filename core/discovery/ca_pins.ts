import { JoinError } from "../engine/errors.ts";
import type { Inputs } from "../host/types.ts";
import { type Pin, pinOf } from "../trust/pin.ts";
import { readCaFile } from "./ca_file.ts";

/**
 * The pins of --discovery-ca: of all certificates in the file. So a renewed certificate of the same key is
 * still the same CA.
 *
 * @throws JoinError `ca-malformed`, `discovery-file-unreadable`, `discovery-file-unsafe`
 */
export async function readCaPins(path: string, inputs: Inputs): Promise<Pin[]> {
  const certificates = await readCaFile(path, "--discovery-ca", inputs);
  try {
    return certificates.map(pinOf);
  } catch (cause) {
    throw new JoinError("ca-malformed", `Cannot use the CA file ${path}`, {
      hint: "a block in it is not a certificate",
      cause,
    });
  }
}
