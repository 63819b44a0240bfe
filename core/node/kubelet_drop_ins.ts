import type { KubeletOptions } from "../config/kubelet_options.ts";
import { JoinError } from "../engine/errors.ts";
import type { Files } from "../host/types.ts";
import { canonical, type KubeletArgument } from "./kubelet_arguments.ts";
import {
  type ConfigurationFacts,
  factsOf,
  readConfiguration,
  writeConfiguration,
} from "./kubelet_configuration.ts";
import { findKubeletSetting } from "./kubelet_settings.ts";
import { isAtLeast, type KubeletVersion } from "./kubelet_version.ts";
import { isObject, type JsonObject } from "./patches/json.ts";
import { mergePatch } from "./patches/merge_patch.ts";

/** KEP 3983: from here on `--config-dir` needs no variable in the kubelet's environment. */
const DROP_INS_SINCE = 30;
const HEAD = { apiVersion: "kubelet.config.k8s.io/v1beta1", kind: "KubeletConfiguration" };

/** The drop-ins of a kubelet: where they are, and what is to be written there. */
export interface DropIns {
  readonly directory: string;
  /** Texts, by path. */
  readonly written: ReadonlyMap<string, string>;
}

/**
 * The drop-ins that were asked for: by us, or by an argument of the operator's for the kubelet.
 *
 * @returns undefined if none were
 * @throws JoinError `kubelet-drop-ins-unsupported`, `kubelet-argument-refused`
 */
export function dropInsOf(
  { configDirectory, dropIns }: KubeletOptions,
  args: readonly KubeletArgument[],
  version: KubeletVersion,
): DropIns | undefined {
  const argument = args.findLast(({ name }) => canonical(name) === "config-dir")?.value;
  const directory = configDirectory ?? argument;
  if (directory === undefined) return undefined;
  if (argument !== undefined && argument !== directory) {
    throw new JoinError(
      "kubelet-argument-refused",
      `The kubelet's argument "config-dir" and the directory of drop-ins name two directories: "${argument}" and "${directory}"`,
      { hint: "keep one of them" },
    );
  }
  if (!isAtLeast(version, DROP_INS_SINCE)) {
    throw new JoinError(
      "kubelet-drop-ins-unsupported",
      `The kubelet ${version.text} reads no drop-ins; kubelets since 1.${DROP_INS_SINCE} do`,
    );
  }
  const written = Object.entries(dropIns).map(([name, dropIn]) =>
    [`${directory}/${name}`, writeConfiguration({ ...dropIn, ...HEAD })] as const
  );
  return { directory, written: new Map(written) };
}

/**
 * What holds once the kubelet has put its drop-ins over its configuration: those that will be written, and
 * those that are there already.
 *
 * @throws JoinError `kubelet-config-malformed`
 */
export async function factsWithDropIns(
  configuration: JsonObject,
  { directory, written }: DropIns,
  files: Files,
): Promise<ConfigurationFacts> {
  const there = (await files.stat(directory))?.kind === "directory"
    ? await files.list(directory)
    : [];
  const paths = there.map((name) => `${directory}/${name}`).filter((path) =>
    path.endsWith(".conf")
  );
  let merged = configuration;
  for (const path of [...new Set([...paths, ...written.keys()])].sort()) {
    const text = written.get(path) ?? await files.read(path);
    const next = text === undefined ? merged : mergePatch(merged, readConfiguration(text));
    if (isObject(next)) merged = next;
  }
  return factsOf(merged);
}

/**
 * What holds of a configuration that is on the disk, with the drop-ins of an earlier join, if it made some.
 *
 * @throws JoinError `kubelet-config-malformed`
 */
export async function recallFacts(text: string, files: Files): Promise<ConfigurationFacts> {
  const configuration = readConfiguration(text);
  const directory = await recallDropIns(files);
  return directory === undefined
    ? factsOf(configuration)
    : await factsWithDropIns(configuration, { directory, written: new Map() }, files);
}

/** The directory of drop-ins that an earlier join has named. */
export async function recallDropIns(files: Pick<Files, "read">): Promise<string | undefined> {
  return (await findKubeletSetting(files, "configDir"))?.value;
}
