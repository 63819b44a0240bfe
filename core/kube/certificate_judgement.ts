import { JoinError } from "../engine/errors.ts";
import type { SubmittedRequest } from "./certificate_signing.ts";
import type { CertificateSigningRequest } from "./objects.ts";

/** How far a request has come. */
export type RequestState =
  | { readonly kind: "pending" }
  /** Approved, and nobody has signed it yet. */
  | { readonly kind: "approved" }
  /** The certificate, PEM. */
  | { readonly kind: "issued"; readonly certificate: string };

/**
 * Reads a request's state from what the server says of it.
 *
 * @throws JoinError `csr-denied`, `csr-failed`, `csr-gone`, `response-malformed`
 */
export function judgeRequest(
  object: CertificateSigningRequest,
  { name, uid }: Pick<SubmittedRequest, "name" | "uid">,
): RequestState {
  if (object.metadata.uid !== uid) throw requestGone(name, "deleted and made anew");
  const conditions = object.status?.conditions ?? [];
  for (const [type, code] of [["Denied", "csr-denied"], ["Failed", "csr-failed"]] as const) {
    const found = conditions.find((one) => one.type === type && one.status !== "False");
    if (found === undefined) continue;
    const why = [found.reason, found.message].filter((text) => text !== undefined && text !== "");
    throw new JoinError(
      code,
      `The request ${name} ${type === "Denied" ? "was denied" : "failed"}: ${
        why.join(": ") || "no reason was given"
      }`,
      { detail: { csr: name } },
    );
  }
  const approved = conditions.some(({ type, status }) => type === "Approved" && status !== "False");
  if (!approved) return { kind: "pending" };
  const certificate = object.status?.certificate ?? "";
  if (certificate === "") return { kind: "approved" };
  try {
    return {
      kind: "issued",
      certificate: new TextDecoder().decode(Uint8Array.fromBase64(certificate)),
    };
  } catch (cause) {
    throw new JoinError("response-malformed", "The issued certificate is not base64", { cause });
  }
}

/** The request that was waited for is not there any more. */
export function requestGone(name: string, how = "deleted"): JoinError {
  return new JoinError("csr-gone", `The request ${name} was ${how} while waiting for it`);
}
