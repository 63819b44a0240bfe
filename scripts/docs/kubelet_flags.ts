import { KUBELET_RELEASES } from "../../core/node/kubelet_flag_table.ts";
import { table } from "./table.ts";

/** What arguments of the operator's are held against: the kubelet's flags that came and went. */
export function kubeletFlagTable(): string {
  return table(
    ["Release", "Gone", "New"],
    KUBELET_RELEASES.map(({ minor, gone = [], added = [] }) => [
      `1.${minor}`,
      listed(gone),
      listed(added),
    ]),
  );
}

function listed(flags: readonly string[]): string {
  return flags.toSorted().map((flag) => `\`${flag}\``).join(", ") || "–";
}
