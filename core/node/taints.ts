import { JoinError } from "../engine/errors.ts";
import { faultOfKey, faultOfValue } from "./qualified_name.ts";

const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/**
 * Checks taints as `key=value:Effect` or `key:Effect`. One key may have several effects, each once.
 *
 * @throws JoinError `taint-malformed`
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export function parseTaints(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  for (const text of texts) {
    const [pair = "", effect, ...more] = text.split(":");
    const [key = "", ...rest] = pair.split("=");
    const fault = effect === undefined
      ? "it has no effect"
      : more.length > 0
      ? 'it has more than one ":"'
      : !EFFECTS.includes(effect)
      ? `the effect "${effect}" is none of ${EFFECTS.join(", ")}`
      : faultOfKey(key) ?? faultOfValue(rest.join("="));
    if (fault !== undefined) refuse(text, fault);
    if (seen.has(`${key}:${effect}`)) refuse(text, `"${key}" has the effect ${effect} twice`);
    seen.add(`${key}:${effect}`);
  }
  return [...texts];
}

function refuse(text: string, why: string): never {
  throw new JoinError("taint-malformed", `Cannot use "${text}" as a taint: ${why}`);
}
