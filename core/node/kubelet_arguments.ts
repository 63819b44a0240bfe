import { JoinError } from "../engine/errors.ts";
import { ADDED_FLAGS, OWN_FLAGS, REMOVED_FLAGS } from "./kubelet_flag_table.ts";
import { isAtLeast, type KubeletVersion } from "./kubelet_version.ts";

/** One flag that the operator wants the kubelet to have beside those of the join. */
export interface KubeletArgument {
  /** Without dashes in front. */
  readonly name: string;
  readonly value: string;
}

/**
 * Reads arguments as `NAME=VALUE`, in their order; a name may be there several times.
 *
 * @throws JoinError `kubelet-argument-malformed`, `kubelet-argument-refused` for what the join sets itself
 */
export function parseKubeletArguments(texts: readonly string[]): KubeletArgument[] {
  return texts.map((text) => {
    const at = text.indexOf("=");
    const [name, value] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
    const fault = at < 0
      ? 'it has no "="'
      : name.startsWith("-")
      ? "the name has dashes in front: leave them out"
      : !/^[A-Za-z0-9][-_A-Za-z0-9]*$/.test(name)
      ? `"${name}" is not the name of a flag`
      : /[^\P{Cc}\t]/u.test(value)
      ? "the value has a line break or another control character"
      : undefined;
    if (fault !== undefined) {
      throw new JoinError(
        "kubelet-argument-malformed",
        `Cannot use ${JSON.stringify(text)} as an argument of the kubelet: ${fault}`,
      );
    }
    const why = OWN_FLAGS.get(canonical(name));
    if (why !== undefined) {
      throw new JoinError(
        "kubelet-argument-refused",
        `Cannot give the kubelet the argument "${name}": ${why}`,
      );
    }
    return { name, value };
  });
}

/** @throws JoinError `kubelet-argument-removed` for what this version of the kubelet does not know: any more, or yet */
export function refuseUnknown(args: readonly KubeletArgument[], version: KubeletVersion): void {
  const gone = args.flatMap(({ name }) => {
    const [removed, added] = [REMOVED_FLAGS, ADDED_FLAGS].map((table) =>
      table.get(canonical(name))
    );
    if (removed !== undefined && isAtLeast(version, removed)) {
      return [`"${name}" (removed in 1.${removed})`];
    }
    if (added !== undefined && !isAtLeast(version, added)) {
      return [`"${name}" (added in 1.${added})`];
    }
    return [];
  });
  if (gone.length === 0) return;
  throw new JoinError(
    "kubelet-argument-removed",
    `The kubelet ${version.text} does not know ${[...new Set(gone)].join(", ")}`,
  );
}

/** The kubelet takes `_` for `-`. */
export function canonical(name: string): string {
  return name.replaceAll("_", "-");
}
