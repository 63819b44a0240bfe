import type { NodeState } from "../../status/node_state.ts";

/** The form of `kubeworker status -o json`: fields may be added, those that are here stay. */
const API_VERSION = "status.kubeworker.dev/v1";

/** A state as programs get it: what is not known is left out. */
export function asObject({ healthy, problems, sections }: NodeState): Record<string, unknown> {
  return {
    apiVersion: API_VERSION,
    kind: "NodeStatus",
    healthy,
    problems,
    ...Object.fromEntries(sections.map(({ name, facts }) => [name, facts])),
  };
}
