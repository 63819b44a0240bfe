import type { IssuanceSwitches } from "../faults/issuance.ts";
import type { Answer, Call, ResourceApi } from "./call.ts";
import { denied } from "./denied.ts";
import { bodyOf, isRecord } from "./reading.ts";
import { resources } from "./resources.ts";
import { nodeTokenGroup } from "./tokens.ts";

/** Whether who asks may do something: everybody who is known may ask. It knows of one thing alone. */
export function accessReviewsApi(switches: IssuanceSwitches): ResourceApi {
  return function accessReviews(call: Call): Answer {
    const { caller } = call;
    if (call.verb !== "create" || caller.kind === "anonymous") {
      throw denied(call, resources.accessReviews);
    }
    const { spec, ...rest } = bodyOf(call);
    const asked = isRecord(spec) && isRecord(spec.resourceAttributes)
      ? spec.resourceAttributes
      : {};
    const approval = asked.group === "certificates.k8s.io" && asked.verb === "create" &&
      asked.resource === "certificatesigningrequests" && asked.subresource === "nodeclient";
    const allowed = caller.kind === "administrator" ||
      (approval && switches.policy !== "hold" && caller.groups.includes(nodeTokenGroup));
    return { kind: "json", status: 201, body: { ...rest, spec, status: { allowed } } };
  };
}
