import { createTwoFilesPatch } from "diff";
import { JoinError } from "../engine/errors.ts";
import { fetchKubeletConfiguration } from "../kube/kubelet_config_map.ts";
import { parseYaml } from "../kube/yaml.ts";
import { adaptConfiguration } from "../node/kubelet_configuration.ts";
import { recallDropIns } from "../node/kubelet_drop_ins.ts";
import { applyPatches } from "../node/patches/apply.ts";
import { usesInstanceConfig } from "../node/kubelet_flags.ts";
import { PATHS } from "../node/paths.ts";
import { isThere, readQuietly } from "../node/read_quietly.ts";
import { fittingFor } from "../node/system_fitting.ts";
import { findResolvConf } from "../node/resolv_conf.ts";
import type { SectionReport, StatusContext, StatusProblem, StatusSection } from "./section.ts";

/** Files that make up a kubelet's configuration, beside the main one. */
const BESIDE = [PATHS.kubeletFlags, PATHS.instanceConfig, "/etc/default/kubelet"];
const MOST_BYTES = 512 << 10;
/** More field names say no more. */
const SHOWN_FIELDS = 8;

/** Where the kubelet's configuration comes from, and whether the cluster's is another by now. */
export const configurationSection: StatusSection = {
  name: "configuration",
  summary: "the kubelet's configuration: its files, and its drift from the cluster's",

  async look(ctx): Promise<SectionReport> {
    const { host, diff } = ctx;
    const text = await readQuietly(host.files, PATHS.kubeletConfig);
    if (text === undefined) {
      return { facts: { path: undefined }, lines: [["file", "there is none"]], problems: [] };
    }
    const there = await Promise.all(BESIDE.map((path) => isThere(host.files, path)));
    const files = [PATHS.kubeletConfig, ...BESIDE.filter((_, index) => there[index])];
    const dropIns = await recallDropIns(host.files).catch(() => undefined);
    const drift = await compare(text, ctx);
    return {
      facts: { files, dropIns, drift: drift.kind === "unknown" ? undefined : drift.fields },
      lines: [
        ["files", files.join(", ")],
        ...(dropIns === undefined ? [] : [["drop-ins", dropIns] as const]),
        ["cluster's", words(drift)],
      ],
      problems: judge(drift, diff),
      ...(diff && drift.kind === "differs" ? { text: drift.diff } : {}),
    };
  },
};

type Drift =
  | { kind: "same"; fields: string[] }
  | { kind: "differs"; fields: string[]; diff: string[] }
  | { kind: "unknown"; because: string };

/** The cluster's as a join would write it now, against what is here. */
async function compare(text: string, ctx: StatusContext): Promise<Drift> {
  const { facts, patches, signal } = ctx;
  try {
    const api = await ctx.api();
    if (typeof api === "string") return { kind: "unknown", because: api };
    const version = await facts.kubeletVersion();
    const [{ text: source }, { socket }, resolvConf] = await Promise.all([
      fetchKubeletConfiguration(api, version.minor),
      facts.containerRuntime(),
      findResolvConf(ctx.host, signal),
    ]);
    const theirs = adaptConfiguration(source, {
      containerRuntimeEndpoint: usesInstanceConfig(version) ? socket : undefined,
      resolvConf,
      system: await fittingFor(ctx.host.machine),
      // Where the CA lies is this machine's own affair.
      caPath: /^ *clientCAFile: *"?([^"\s]+)/m.exec(text)?.[1],
      patch: patches.length === 0
        ? undefined
        : (configuration) => applyPatches(configuration, patches),
    }).text;
    const ours = adaptConfiguration(text, {}).text;
    if (ours === theirs) return { kind: "same", fields: [] };
    const patch = createTwoFilesPatch("the cluster's", PATHS.kubeletConfig, theirs, ours);
    // Its first line is a rule for the eye.
    const lines = patch.trimEnd().split("\n").slice(1);
    return { kind: "differs", fields: differingFields(ours, theirs), diff: lines };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof JoinError)) throw error;
    return { kind: "unknown", because: error.inFull };
  }
}

function differingFields(ours: string, theirs: string): string[] {
  const [here, there] = [ours, theirs].map((text) =>
    new Map(Object.entries(parseYaml(text, MOST_BYTES) as object))
  );
  const names = new Set([...here?.keys() ?? [], ...there?.keys() ?? []]);
  return [...names].sort().filter((name) =>
    JSON.stringify(here?.get(name)) !== JSON.stringify(there?.get(name))
  );
}

function words(drift: Drift): string {
  if (drift.kind === "unknown") return `not known: ${drift.because}`;
  return drift.kind === "same" ? "the same" : `differs in ${list(drift.fields)}`;
}

function list(fields: readonly string[]): string {
  const shown = fields.slice(0, SHOWN_FIELDS).join(", ");
  const more = fields.length - SHOWN_FIELDS;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function judge(drift: Drift, diff: boolean): StatusProblem[] {
  if (drift.kind !== "differs") return [];
  return [{
    level: "warning",
    text: `The kubelet's configuration differs from the cluster's in ${list(drift.fields)}`,
    hint: diff
      ? "`kubeworker join phase kubelet-dynamic-config …`, with what the join was given, fetches it anew; then `systemctl restart kubelet`"
      : "`kubeworker status --diff` shows it line by line",
  }];
}
