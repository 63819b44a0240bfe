import { JoinError, toJoinError } from "../engine/errors.ts";
import type { Clock } from "../host/types.ts";
import type { Api } from "./api.ts";
import { readRequest, requestWatchPath, type SubmittedRequest } from "./certificate_signing.ts";
import { CertificateSigningRequest, readValue } from "./objects.ts";
import { backoff, isTransient } from "./transient.ts";
import { followWatch, pauseAfterWatch, WATCH_SECONDS } from "./watch.ts";

export interface CertificateWait {
  clock: Clock;
  signal: AbortSignal;
  /** Called when the request's state changes, with words for a live line. */
  onState?(state: string): void;
}

/**
 * Waits until a request is approved and its certificate issued: by a watch, which costs one request however
 * long it takes. A watch that ends, breaks or is told to start over is opened again.
 *
 * @returns the certificate, PEM
 * @throws JoinError `csr-denied`, `csr-failed`, `csr-gone`; `token-rejected` when the token ends meanwhile
 */
export async function awaitCertificate(
  api: Api,
  submitted: SubmittedRequest,
  wait: CertificateWait,
): Promise<string> {
  const early = judge(submitted.object, submitted, wait);
  if (early !== undefined) return early;
  let known = submitted;
  let stale = false;
  for (let failures = 0, quiet = 0;;) {
    try {
      if (stale) {
        // Whatever happened between two watches is in the object itself.
        known = await readRequest(api, known);
        const certificate = judge(known.object, submitted, wait);
        if (certificate !== undefined) return certificate;
      }
      stale = true;
      const path = requestWatchPath(known, WATCH_SECONDS);
      const what = "watching the certificate signing request";
      const certificate = await followWatch(api, path, what, wait, ({ type, object }) => {
        failures = quiet = 0;
        if (type === "DELETED") throw gone(known.name);
        const request = readValue(CertificateSigningRequest, object, "a watch event");
        return judge(request, submitted, wait);
      });
      if (certificate !== undefined) return certificate;
      await wait.clock.sleep(pauseAfterWatch(quiet++), wait.signal);
    } catch (thrown) {
      wait.signal.throwIfAborted();
      const error = toJoinError(thrown);
      if (!isTransient(error)) throw error;
      wait.onState?.(`${error.message}; trying again`);
      await wait.clock.sleep(backoff(error, ++failures), wait.signal);
    }
  }
}

/** The certificate if it is there, undefined if it is still to come. */
function judge(
  object: CertificateSigningRequest,
  submitted: SubmittedRequest,
  wait: CertificateWait,
): string | undefined {
  const { name } = submitted;
  if (object.metadata.uid !== submitted.uid) throw gone(name, "deleted and made anew");
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
  if (!approved) return undefined;
  const certificate = object.status?.certificate ?? "";
  if (certificate === "") {
    wait.onState?.("approved, not yet signed");
    return undefined;
  }
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(certificate));
  } catch (cause) {
    throw new JoinError("response-malformed", "The issued certificate is not base64", { cause });
  }
}

function gone(name: string, how = "deleted"): JoinError {
  return new JoinError("csr-gone", `The request ${name} was ${how} while waiting for it`);
}
