import type { JoinContext } from "../../core/context.ts";
import { shownDeadline, within } from "../../core/engine/deadline.ts";
import { JoinError } from "../../core/engine/errors.ts";
import { untilAborted } from "../../core/engine/until_aborted.ts";
import type { Api } from "../../core/kube/api.ts";
import {
  KUBELET_CLIENT_SIGNER,
  type SubmittedRequest,
} from "../../core/kube/certificate_signing.ts";
import { awaitCertificate } from "../../core/kube/certificate_wait.ts";
import type { NodeKey } from "../../core/trust/node_key.ts";
import { keyFingerprint } from "../../core/trust/request_name.ts";

/** An approver that runs by itself answers within this time; after it, a person is asked. */
const QUICK_MS = 300;

/** A wait that lasts so long is worth a look at why. */
const LONG_MS = 20_000;

/**
 * Waits for the certificate, tells a person how to approve the request, and after a while what may be in its way.
 *
 * @returns the certificate, PEM
 * @throws JoinError `csr-timeout`, and those of `awaitCertificate`
 */
export async function awaitIssue(
  api: Api,
  submitted: SubmittedRequest,
  key: NodeKey,
  ctx: JoinContext,
): Promise<string> {
  const { clock, emit, signal, options } = ctx;
  const began = clock.elapsedMs();
  const { name } = submitted;
  const what = `approval of ${name}`;
  const limit = options.timeouts.tlsBootstrap;
  const waiting = {
    kind: "waiting",
    phase: "tls-bootstrap",
    what,
    ...shownDeadline(limit),
  } as const;
  const approve = `kubectl certificate approve ${name}`;
  const over = new AbortController();
  const still = AbortSignal.any([signal, over.signal]);
  let announced = false;
  let approved = false;
  let reason: string | undefined;

  async function announce(): Promise<void> {
    await clock.sleep(QUICK_MS, still);
    announced = true;
    emit({ kind: "csr", name, keyFingerprint: keyFingerprint(key.publicKey), approve });
    emit(reason === undefined ? waiting : { ...waiting, reason });
    await clock.sleep(LONG_MS - QUICK_MS, still);
    const { whyPending, whyUnsigned } = await import("./slow_request.ts");
    const seconds = LONG_MS / 1000;
    const why = approved
      ? whyUnsigned(name, seconds)
      : await untilAborted(whyPending(api, submitted, { approve, seconds }), still);
    emit({ kind: "note", level: "warning", ...why });
  }
  function late(): JoinError {
    const seconds = limit / 1000;
    const again = "run the same command again: it goes on with the same request";
    return new JoinError(
      "csr-timeout",
      approved
        ? `${name} was approved, but not signed for ${KUBELET_CLIENT_SIGNER} within ${seconds} s`
        : `Nobody approved and signed ${name} within ${seconds} s`,
      {
        hint: approved
          ? `look whether kube-controller-manager runs and signs, and ${again}`
          : `approve it (\`${approve}\`) and ${again}`,
        detail: { csr: name },
      },
    );
  }

  // Words for a person; whatever fails there, the wait goes on.
  const announcing = announce().catch(() => {});
  try {
    return await within(
      limit,
      { clock, signal, onTimeout: late },
      (limited) =>
        awaitCertificate(api, submitted, {
          clock,
          signal: limited,
          onApproved: () => approved = true,
          onState(state) {
            reason = state;
            if (announced) emit(reason === undefined ? waiting : { ...waiting, reason });
          },
        }),
    );
  } finally {
    over.abort();
    await announcing;
    if (announced) {
      emit({ kind: "waited", phase: "tls-bootstrap", what, ms: clock.elapsedMs() - began });
    }
  }
}
