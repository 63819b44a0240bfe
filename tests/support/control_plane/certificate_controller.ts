import { type Authority, createAuthority } from "../pki.ts";
import { pause } from "../pause.ts";
import { commonNameOf, parseRequest, recognized, requestPem } from "./api/certificate_request.ts";
import type { ObjectStore } from "./api/object_store.ts";
import { type StoredObject, timestamp } from "./api/objects.ts";
import { isRecord } from "./api/reading.ts";
import { kubeletClientSigner } from "./api/request_spec.ts";
import { nodeTokenGroup } from "./api/tokens.ts";
import type { Dialect } from "./dialect.ts";
import type { IssuanceSwitches } from "./faults/issuance.ts";

export interface CertificateControllerOptions {
  dialect: Dialect;
  store: ObjectStore;
  authority: Authority;
  switches: IssuanceSwitches;
  /** Ends all waiting. */
  signal: AbortSignal;
}

type ConditionType = "Approved" | "Denied" | "Failed";

/** The approver and the signer of kube-controller-manager, with the switches that make them misbehave. */
export class CertificateController {
  readonly #options: CertificateControllerOptions;
  readonly #work = new Set<Promise<void>>();
  readonly #unsubscribe: () => void;

  constructor(options: CertificateControllerOptions) {
    this.#options = options;
    this.#unsubscribe = options.store.subscribe((event) => {
      if (event.type === "ADDED") this.#start(this.#review(event.object));
    });
  }

  /** Approves as a person with kubectl does. */
  approve(name: string): void {
    const message = "This CSR was approved by kubectl certificate approve.";
    const object = this.#options.store.get(name);
    this.#approve(object, { reason: "KubectlApprove", message });
  }

  deny(name: string, reason = "KubectlDeny"): void {
    const message = "This CSR was denied by kubectl certificate deny.";
    this.#decide(this.#options.store.get(name), "Denied", { reason, message });
  }

  /** Ends when nothing is under way any more; to be called when the signal is aborted. */
  async close(): Promise<void> {
    this.#unsubscribe();
    await Promise.all(this.#work);
  }

  #start(work: Promise<void>): void {
    const tracked = work.finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }

  async #review(object: StoredObject): Promise<void> {
    const { switches, signal } = this.#options;
    if (!await pause(switches.approvalDelay, signal) || !this.#isCurrent(object)) return;
    switch (switches.policy) {
      case "hold":
        return;
      case "deny":
        return this.#decide(object, "Denied", {
          reason: "PolicyDenied",
          message: "This node may not join the cluster.",
        });
      case "auto":
      case "fail":
      case "approve-never-sign": {
        const message = await this.#approverMessage(object);
        if (message === undefined || !this.#isCurrent(object)) return;
        return this.#approve(object, { reason: "AutoApproved", message });
      }
      default:
        return switches.policy satisfies never;
    }
  }

  /** The approver's message if it knows the request as a kubelet's, from somebody who may ask for it. */
  async #approverMessage({ spec }: StoredObject): Promise<string | undefined> {
    if (spec.signerName !== kubeletClientSigner) return undefined;
    const request = await parseRequest(String(spec.request));
    if (!recognized(request, usagesOf(spec), this.#options.dialect)) return undefined;
    if (spec.username === commonNameOf(request)) {
      return "Auto approving self kubelet client certificate after SubjectAccessReview.";
    }
    const groups = Array.isArray(spec.groups) ? spec.groups : [];
    return groups.includes(nodeTokenGroup)
      ? "Auto approving kubelet client certificate after SubjectAccessReview."
      : undefined;
  }

  #approve(object: StoredObject, why: { reason: string; message: string }): void {
    this.#decide(object, "Approved", why);
    this.#start(this.#sign(object));
  }

  #decide(
    object: StoredObject,
    type: ConditionType,
    why: { reason: string; message: string },
  ): void {
    const now = timestamp();
    const current = this.#options.store.get(object.metadata.name);
    const conditions = Array.isArray(current.status.conditions) ? current.status.conditions : [];
    const condition = {
      type,
      status: "True",
      ...why,
      lastUpdateTime: now,
      lastTransitionTime: now,
    };
    const others = conditions.filter((other) => !isRecord(other) || other.type !== type);
    current.status.conditions = [...others, condition];
    this.#options.store.replace(current);
  }

  async #sign(object: StoredObject): Promise<void> {
    const { switches, signal, store, dialect } = this.#options;
    if (!await pause(switches.signingDelay, signal)) return;
    if (switches.policy === "approve-never-sign") return;
    const { spec } = object;
    const request = await parseRequest(String(spec.request));
    const acceptable = spec.signerName === kubeletClientSigner &&
      recognized(request, usagesOf(spec), dialect);
    if (switches.policy === "fail" || !acceptable) {
      if (this.#isCurrent(object)) {
        const message = "The signer cannot sign this request.";
        this.#decide(object, "Failed", { reason: "SignerValidationFailure", message });
      }
      return;
    }
    const authority = switches.authority === "cluster"
      ? this.#options.authority
      : await createAuthority();
    const pem = await authority.signRequest(requestPem(String(spec.request)), switches.signing);
    if (signal.aborted || !this.#isCurrent(object)) return;
    const current = store.get(object.metadata.name);
    current.status.certificate = new TextEncoder().encode(pem).toBase64();
    store.replace(current);
  }

  #isCurrent(object: StoredObject): boolean {
    return this.#options.store.find(object.metadata.name)?.metadata.uid === object.metadata.uid;
  }
}

function usagesOf(spec: Record<string, unknown>): string[] {
  return Array.isArray(spec.usages) ? spec.usages.filter((usage) => typeof usage === "string") : [];
}
