import { differencesOf, stateOf } from "./machine_state.ts";
import type { Machine } from "./machine.ts";
import { readTree } from "./tree.ts";

/** Files with another content on each node: key material, or the kubelet's own running state. */
const OTHER_CONTENT =
  /\/pki\/(kubelet-client-DATE\.pem|kubelet\.(crt|key))$|\/(cpu|memory)_manager_state$|\/\.cache(\/|$)|^\/var\/lib\/kubelet\/(pods|plugins|plugins_registry|device-plugins)\//;
/** A run that came to its end has a report of its own. */
const EARLIER_REPORT = /\/report\.\d\.json$/;
const DATE = /kubelet-client-\d{4}(-\d\d){5}\.pem/g;

/** A node before a join. */
export type Before = ReadonlyMap<string, string>;

/** What has become of a node since: a line for each path that is not as it was. */
export async function joinedState(node: Machine, before: Before): Promise<string[]> {
  const lines = differencesOf(before, await stateOf(node)).map((line) => {
    const undated = line.replace(DATE, "kubelet-client-DATE.pem");
    const path = undated.slice(0, undated.indexOf(":"));
    return OTHER_CONTENT.test(path) ? undated.replace(/ [0-9a-f]{16}$/, " CONTENT") : undated;
  });
  const root = await node.root();
  const own = [...await readTree(root, ["/var/lib/kubeworker"])]
    .filter(([path]) => !EARLIER_REPORT.test(path))
    .map(([path, { type, mode, owner }]) => `${path}: ${type} ${mode} ${owner}`);
  return [...lines, ...own].sort();
}
