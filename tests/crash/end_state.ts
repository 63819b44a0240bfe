import { normalize } from "../join/normalize.ts";
import { listTree, renderTree } from "../join/tree.ts";
import type { World } from "../join/world.ts";
import { VOLATILE, VOLATILE_FIELDS } from "./volatile.ts";

/** What a run has led to: the machine with its modes and texts, the cluster's objects, the kubelet. */
export type EndState = Readonly<Record<string, string>>;

/**
 * Without what is different each time, which volatile.ts names.
 *
 * @param anyRequests requests that are alike count as one
 */
export async function endState(
  { machine, controlPlane, placeholders }: World,
  anyRequests = false,
): Promise<EndState> {
  const state: Record<string, string> = {};
  for await (const entry of listTree(machine.root)) {
    const path = normalize(entry.path, placeholders);
    const rule = VOLATILE.find((one) => one.path.test(path));
    if (rule?.what === "entry") continue;
    const text = rule === undefined && entry.kind === "file" ? `\n${entry.text}` : "";
    const shown = normalize(renderTree([entry]) + text, placeholders);
    // Two files of one name, but for the date, are two files.
    state[path] = path in state ? `${state[path]}and ${shown}` : shown;
  }
  for (const name of controlPlane.csrNames()) {
    const key = normalize(`request ${name}`, placeholders).replace(/csr-[a-z0-9]{5}$/, "csr-NAME");
    const before = anyRequests ? "" : state[key] ?? "";
    state[key] = `${before}${shown(controlPlane.csr(name))}`;
  }
  const name = placeholders.HOST_NAME ?? "";
  state[`Node ${name}`] = shown(controlPlane.node(name));
  state.kubelet = machine.kubelet.isActive() ? "runs" : "does not run";
  return state;
}

/** A line for each thing that is not the same. */
export function differences(wanted: EndState, found: EndState): string[] {
  return [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort().flatMap((key) =>
    wanted[key] === found[key]
      ? []
      : [`${key}: ${found[key] ?? "nothing"}\n  in place of ${wanted[key] ?? "nothing"}`]
  );
}

function shown(object: unknown): string {
  return JSON.stringify(object, (key, value) => {
    if (key in VOLATILE_FIELDS) return undefined;
    if (key === "name" && typeof value === "string") {
      return value.replace(/csr-[-\w]+$/, "csr-NAME");
    }
    return value;
  }) ?? "nothing";
}
