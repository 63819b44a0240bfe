import * as z from "zod/mini";
import { JoinError } from "../engine/errors.ts";
import type { HttpsResponse } from "../host/types.ts";
import type { Api } from "./api.ts";
import { requestPath, sameRequest, type SubmittedRequest } from "./certificate_signing.ts";
import { CertificateSigningRequest, readObject } from "./objects.ts";
import { statusError } from "./status_error.ts";

const MOST_TRIES = 5;

/** The whole object: what is put back is what was read. */
const WHOLE = z.looseObject({ status: z.optional(z.looseObject({})) });

export interface Approval {
  readonly submitted: SubmittedRequest;
  /** What was sent, PEM: only what has the same key and subject is approved. */
  readonly pem: string;
  /** Whose access it is, for messages. */
  readonly approver: string;
}

/**
 * Approves a request of ours, as `kubectl certificate approve` does, once it is seen to be ours.
 *
 * @param api as somebody who may approve
 * @returns false when somebody else has decided already
 * @throws JoinError `approval-forbidden`, `approval-mismatch`, `server-…`
 */
export async function approveRequest(api: Api, approval: Approval): Promise<boolean> {
  const { submitted: { name, version }, approver } = approval;
  const path = requestPath(version, name);
  for (let tries = 1;; tries++) {
    const found = await api.call({ method: "GET", path }, `reading ${name} with ${approver}`);
    const object = readOwn(found, approval);
    const conditions = object.status?.conditions ?? [];
    if (conditions.some(({ status }) => status !== "False")) return false;
    const whole = readObject(WHOLE, found.text, name);
    const condition = {
      type: "Approved",
      status: "True",
      reason: "KubeworkerApprove",
      message: "Approved by kubeworker join --approve-with, which has made this request.",
    };
    const body = { ...whole, status: { ...whole.status, conditions: [...conditions, condition] } };
    const what = `approving ${name} with ${approver}`;
    const answer = await api.call({ method: "PUT", path: `${path}/approval`, body }, what);
    if (answer.status === 200 || answer.status === 201) return true;
    // Somebody else has changed it meanwhile.
    if (answer.status === 409 && tries < MOST_TRIES) continue;
    throw refusal(answer, approval, what);
  }
}

function readOwn(answer: HttpsResponse, approval: Approval): CertificateSigningRequest {
  const { submitted: { name, uid, object: sent }, pem, approver } = approval;
  if (answer.status !== 200) throw refusal(answer, approval, `reading ${name}`);
  const object = readObject(CertificateSigningRequest, answer.text, name);
  const ours = object.metadata.name === name && object.metadata.uid === uid &&
    object.spec.signerName === sent.spec.signerName && sameRequest(object.spec.request, pem);
  if (ours) return object;
  throw new JoinError(
    "approval-mismatch",
    `The request ${name} that ${approver} shows is not the one that this node has sent`,
  );
}

function refusal(
  answer: HttpsResponse,
  { submitted, approver }: Approval,
  what: string,
): JoinError {
  const { name } = submitted;
  const { code, cause, detail, message } = statusError(answer, what);
  if (answer.status === 404 && code !== "server-not-kubernetes") {
    return new JoinError("approval-mismatch", `The cluster of ${approver} has no request ${name}`, {
      cause,
      hint:
        `is ${approver} for the same cluster? \`kubectl --kubeconfig ${approver} get csr\` shows its requests`,
    });
  }
  if (answer.status === 401 || answer.status === 403) {
    const why = answer.status === 401 ? "is not accepted" : "may not approve it";
    return new JoinError(
      "approval-forbidden",
      `The request ${name} is not approved: the user of ${approver} ${why}`,
      { cause, detail: { ...detail, csr: name } },
    );
  }
  return new JoinError(code, message, { cause, detail });
}
