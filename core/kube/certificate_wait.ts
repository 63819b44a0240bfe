import { JoinError, toJoinError } from "../engine/errors.ts";
import type { Clock } from "../host/types.ts";
import type { Api } from "./api.ts";
import { judgeRequest, requestGone } from "./certificate_judgement.ts";
import { readRequest, requestWatchPath, type SubmittedRequest } from "./certificate_signing.ts";
import { CertificateSigningRequest, readValue } from "./objects.ts";
import { createBackoff, isTransient } from "./transient.ts";
import { createWatcher, WATCH_SECONDS } from "./watch.ts";

export interface CertificateWait {
  clock: Clock;
  signal: AbortSignal;
  /** Called when the request's state changes, or the way to it: with words for a live line, if there are any. */
  onState?(state: string | undefined): void;
  /** Called once the request is seen approved, and not signed. */
  onApproved?(): void;
  /** How long a watch may last; WATCH_SECONDS unless told. */
  watchSeconds?: number;
}

/**
 * Waits until a request is approved and its certificate issued: by watches, of which each costs one request
 * however long it takes. One that breaks, or is told to start over, is opened again after a look at the
 * request itself.
 *
 * @returns the certificate, PEM
 * @throws JoinError `csr-denied`, `csr-failed`, `csr-gone`, `token-ended`
 */
export async function awaitCertificate(
  api: Api,
  submitted: SubmittedRequest,
  wait: CertificateWait,
): Promise<string> {
  let state: string | undefined;
  let troubled = false;
  function judge(object: CertificateSigningRequest): string | undefined {
    const verdict = judgeRequest(object, submitted);
    if (verdict.kind === "issued") return verdict.certificate;
    if (verdict.kind === "approved" && state === undefined) {
      state = "approved, not yet signed";
      wait.onApproved?.();
      wait.onState?.(state);
    }
    return undefined;
  }
  const early = judge(submitted.object);
  if (early !== undefined) return early;
  let known = submitted;
  let stale = false;
  const seconds = wait.watchSeconds ?? WATCH_SECONDS;
  const backoff = createBackoff();
  const watcher = createWatcher(api, {
    clock: wait.clock,
    signal: wait.signal,
    seconds,
    onOpen() {
      backoff.reset();
      if (troubled) wait.onState?.(state);
      troubled = false;
    },
    onVersion(resourceVersion) {
      known = { ...known, resourceVersion };
    },
  });
  for (;;) {
    try {
      if (stale) {
        known = await readRequest(api, known);
        const certificate = judge(known.object);
        if (certificate !== undefined) return certificate;
      }
      stale = true;
      const path = requestWatchPath(known, seconds);
      const what = "watching the certificate signing request";
      const end = await watcher.follow(path, what, ({ type, object }) => {
        if (type === "DELETED") throw requestGone(known.name);
        return judge(readValue(CertificateSigningRequest, object, "a watch event"));
      });
      if (end.kind === "found") return end.value;
      stale = end.kind === "lost";
      await wait.clock.sleep(end.pauseMs, wait.signal);
    } catch (thrown) {
      wait.signal.throwIfAborted();
      const error = toJoinError(thrown);
      if (error.code === "token-rejected" && !isTransient(error)) {
        throw ended(submitted.name, error);
      }
      if (!isTransient(error)) throw error;
      troubled = true;
      wait.onState?.(`${error.message}; trying again`);
      await wait.clock.sleep(backoff.after(error), wait.signal);
    }
  }
}

/** The request was made with it, so it was good then. */
function ended(name: string, { cause }: JoinError): JoinError {
  return new JoinError(
    "token-ended",
    `The API server no longer accepts the token with which ${name} was requested`,
    {
      cause,
      hint:
        `the request stays for a day: approve it (\`kubectl certificate approve ${name}\`), and ` +
        "run the same command with a new token (`kubeadm token create`): it goes on with the same " +
        "key and the same request",
      detail: { csr: name },
    },
  );
}
