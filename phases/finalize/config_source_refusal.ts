import type { JoinContext } from "../../core/context.ts";
import { JoinError } from "../../core/engine/errors.ts";
import {
  type ConfigSource,
  type ConfigSourceState,
  showSource,
} from "../../core/kube/config_source.ts";

/** How the part of a kubelet that follows ConfigMaps begins its lines; that its Node was late is another matter. */
const OWN_LINE = /^E.*kubelet config controller: (?!could not get Node)(.*)$/;
const READ_LINES = 2000;

/** The error for a ConfigMap that the kubelet cannot use, with its own words and what it runs on instead. */
export async function explainRefusal(
  source: ConfigSource,
  state: ConfigSourceState,
  { host, signal }: JoinContext,
): Promise<JoinError> {
  const { assigned, active, lastKnownGood, error } = state;
  const lines = await host.services.lastLines("kubelet", READ_LINES, signal).catch(() => []);
  const [, said] = OWN_LINE.exec(lines.findLast((line) => OWN_LINE.test(line)) ?? "") ?? [];
  return new JoinError(
    "dynamic-config-failed",
    `The kubelet cannot use ConfigMap ${showSource(source)}: "${error}"; ${showFallback(state)}`,
    {
      detail: { error, assigned, active, lastKnownGood },
      ...(said === undefined ? {} : { cause: new Error(said) }),
    },
  );
}

/** What a kubelet goes back to. */
export function showFallback({ lastKnownGood }: ConfigSourceState): string {
  return lastKnownGood === undefined
    ? "it goes back to its local file, as no ConfigMap has proved good for 10 minutes yet"
    : `it goes back to ${showSource(lastKnownGood)}, which was good before`;
}
