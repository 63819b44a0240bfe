import type { Call } from "./call.ts";
import type { Resource } from "./resources.ts";
import { type Refusal, refuse } from "./status.ts";

/** The refusal of RBAC, or of the node authorizer when there is a `because`. */
export function denied(call: Call, about: Resource, because?: string): Refusal {
  const what = call.subresource === undefined
    ? about.resource
    : `${about.resource}/${call.subresource}`;
  const where = call.namespace === undefined
    ? "at the cluster scope"
    : `in the namespace "${call.namespace}"`;
  return refuse.forbidden(
    about,
    call.name,
    `User "${call.caller.user}" cannot ${call.verb} resource "${what}" in API group "${about.group}" ${where}` +
      (because === undefined ? "" : `: ${because}`),
  );
}
