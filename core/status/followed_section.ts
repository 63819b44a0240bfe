import {
  type ConfigSource,
  type ConfigSourceState,
  isSameKey,
  readConfigSource,
  showSource,
} from "../kube/config_source.ts";
import { Node, readObject } from "../kube/objects.ts";
import { findKubeletSetting } from "../node/kubelet_settings.ts";
import { ask } from "./own_api.ts";
import type { SectionReport, StatusProblem, StatusSection } from "./section.ts";

const NOTHING: SectionReport = { facts: {}, lines: [], problems: [] };

/** The ConfigMap that a kubelet of 1.11 to 1.23 follows (DynamicKubeletConfig); nothing where it follows none. */
export const followedSection: StatusSection = {
  name: "follows",
  summary:
    "the ConfigMap that an old kubelet follows (DynamicKubeletConfig), and why not, if it does not",

  async look({ host, identity, api, signal }): Promise<SectionReport> {
    const flag = await findKubeletSetting(host.files, "dynamicConfigDir");
    const own = await identity();
    if (flag === undefined || own.kind !== "known") return NOTHING;
    const name = typeof own.certificate === "string" ? undefined : own.certificate.nodeName;
    if (name === undefined) return NOTHING;
    const what = `reading Node ${name}`;
    const answer = await ask(await api(), `/api/v1/nodes/${encodeURIComponent(name)}`, {
      what,
      signal,
    });
    // What is wrong then, the section of the Node says.
    if (answer.kind === "none" || answer.status !== 200) return NOTHING;
    const state = readConfigSource(readObject(Node, answer.text, what));
    return { facts: { ...state }, lines: linesOf(state), problems: judge(state, name) };
  },
};

function linesOf({ wanted, active, lastKnownGood }: ConfigSourceState): [string, string][] {
  return [
    ["ConfigMap", wanted === undefined ? "none: its Node names none" : showSource(wanted)],
    ["runs on", active === undefined ? "its local file" : shown(active)],
    ["falls back to", lastKnownGood === undefined ? "its local file" : shown(lastKnownGood)],
  ];
}

function judge({ wanted, active, error }: ConfigSourceState, name: string): StatusProblem[] {
  const level = "warning";
  if (wanted === undefined) return [];
  const map = showSource(wanted);
  if (error !== undefined) {
    return [{
      level,
      text: `The kubelet cannot use ConfigMap ${map}: ${error}`,
      hint: `mend it: the kubelet looks again every 10 s; \`journalctl -u kubelet\` says more`,
    }];
  }
  if (isSameKey(active, wanted)) return [];
  return [{
    level,
    text: `The kubelet does not run on ConfigMap ${map} yet`,
    hint: `it restarts to do so; \`kubectl describe node ${name}\` shows more`,
  }];
}

function shown(source: ConfigSource): string {
  const { resourceVersion } = source;
  return resourceVersion === undefined
    ? showSource(source)
    : `${showSource(source)}, version ${resourceVersion}`;
}
