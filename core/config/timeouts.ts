import { JoinError } from "../engine/errors.ts";
import { nearest } from "../engine/nearest.ts";
import { parseDuration } from "./duration.ts";

/** Names and defaults of all waits, in ms; the names are kubeadm's where it has one. */
export const TIMEOUTS = {
  discovery: { ms: 300_000, means: "until the cluster is found and verified" },
  kubernetesAPICall: {
    ms: 60_000,
    means: "for a call to the API server, its repetitions included",
  },
  tlsBootstrap: { ms: 300_000, means: "until the certificate is approved and issued" },
  kubeletHealthCheck: { ms: 240_000, means: "until the kubelet answers /healthz" },
  nodeRegistration: { ms: 300_000, means: "until the Node is there, or Ready with --wait=ready" },
} as const;

export type TimeoutName = keyof typeof TIMEOUTS;
export type Timeouts = Readonly<Record<TimeoutName, number>>;

/**
 * Reads `name=duration` settings over the defaults.
 *
 * @throws JoinError `timeout-malformed`
 */
export function readTimeouts(settings: readonly string[]): Timeouts {
  const names = Object.keys(TIMEOUTS);
  const timeouts: Record<string, number> = Object.fromEntries(
    Object.entries(TIMEOUTS).map(([name, { ms }]) => [name, ms]),
  );
  for (const setting of settings) {
    const at = setting.indexOf("=");
    const [name, text] = at < 0 ? [setting, ""] : [setting.slice(0, at), setting.slice(at + 1)];
    if (!names.includes(name)) {
      const near = nearest(name, names);
      throw new JoinError("timeout-malformed", `There is no timeout "${name}"`, {
        hint: `${near === undefined ? "" : `did you mean ${near}? `}the names are: ${
          names.join(", ")
        }`,
      });
    }
    const ms = parseDuration(text);
    if (ms === undefined || ms <= 0) {
      throw new JoinError(
        "timeout-malformed",
        `Cannot use "${text}" as timeout ${name}: it is not a duration above zero`,
      );
    }
    timeouts[name] = ms;
  }
  return timeouts as Record<TimeoutName, number>;
}
