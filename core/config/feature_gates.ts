import { JoinError } from "../engine/errors.ts";
import { nearest } from "../engine/nearest.ts";

/** The gates that `kubeadm join` of 1.12, the last one to have any, knows. */
export const FEATURE_GATES = ["Auditing", "CoreDNS", "DynamicKubeletConfig"] as const;

export type FeatureGate = typeof FEATURE_GATES[number];

/** What kubeadm 1.12 refuses as deprecated. */
const DEPRECATED = ["HighAvailability", "SelfHosting", "StoreCertsInSecrets"];

/** The forms of Go's `strconv.ParseBool`. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "TRUE", "true", "True"].map((text) => [text, true] as const),
  ...["0", "f", "F", "FALSE", "false", "False"].map((text) => [text, false] as const),
]);

/**
 * Reads `GATE=BOOLEAN` settings, each perhaps several with commas between them; of one name the last counts.
 * Blanks around the parts are no part of them, and empty settings are nothing, as with kubeadm.
 *
 * @throws JoinError `feature-gate-unknown`, `feature-gate-malformed`
 */
export function parseFeatureGates(texts: readonly string[]): ReadonlyMap<FeatureGate, boolean> {
  const gates = new Map<FeatureGate, boolean>();
  const settings = texts.flatMap((text) => text.split(",")).map((text) => text.trim());
  for (const setting of settings.filter((text) => text !== "")) {
    const at = setting.indexOf("=");
    const name = (at < 0 ? setting : setting.slice(0, at)).trim();
    const gate = FEATURE_GATES.find((known) => known === name);
    if (gate === undefined) throw unknownGate(name);
    const value = at < 0 ? undefined : BOOLEANS.get(setting.slice(at + 1).trim());
    if (value === undefined) {
      throw new JoinError(
        "feature-gate-malformed",
        at < 0
          ? `The feature gate "${name}" has no value`
          : `Cannot use "${setting.slice(at + 1)}" for the feature gate ${name}`,
      );
    }
    gates.set(gate, value);
  }
  return gates;
}

function unknownGate(name: string): JoinError {
  const near = nearest(name, FEATURE_GATES);
  return new JoinError(
    "feature-gate-unknown",
    DEPRECATED.includes(name)
      ? `The feature gate "${name}" is a deprecated one of control planes`
      : `There is no feature gate "${name}"`,
    {
      hint: `${near === undefined ? "" : `did you mean ${near}? `}the gates are: ${
        FEATURE_GATES.join(", ")
      }`,
    },
  );
}
