import { JoinError } from "../engine/errors.ts";
import { nearest } from "../engine/nearest.ts";
import { parseDuration } from "./duration.ts";

/** One wait: its default in ms, and what it is for. */
interface Wait {
  readonly ms: number;
  readonly means: string;
  /** What it is with 0; without it, 0 is refused. */
  readonly zero?: string;
  /** With 0 nobody waits at all, in place of without end. */
  readonly none?: boolean;
}

/** Names and defaults of all waits; the names are kubeadm's where it has one. */
export const TIMEOUTS = {
  discovery: {
    ms: 300_000,
    means: "until the cluster is found and verified",
    zero: "until it is there",
  },
  kubernetesAPICall: {
    ms: 60_000,
    means: "for a call to the API server, its repetitions included",
  },
  tlsBootstrap: {
    ms: 300_000,
    means: "until the certificate is approved and issued",
    zero: "as long as the token lives",
  },
  kubeletHealthCheck: { ms: 240_000, means: "until the kubelet answers /healthz" },
  nodeRegistration: {
    ms: 300_000,
    means: "until the Node is there, or Ready with --wait=ready",
    zero: "as long as the kubelet runs",
  },
  configSource: {
    ms: 300_000,
    means: "until the Node's configSource is set and the kubelet follows it",
    zero: "not at all: the join says what is left to do",
    none: true,
  },
} as const satisfies Record<string, Wait>;

export type TimeoutName = keyof typeof TIMEOUTS;
/** In ms; Infinity for a wait without end. */
export type Timeouts = Readonly<Record<TimeoutName, number>>;

/** What a wait is with 0, mostly without end; undefined where 0 is refused. */
export function endless(name: TimeoutName): string | undefined {
  const wait: Wait = TIMEOUTS[name];
  return wait.zero;
}

/** A configuration's `timeouts`, as `--timeout` has them. */
export function settingsOf(timeouts: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(timeouts).map((pair) => pair.join("="));
}

/**
 * Reads `name=duration` settings over the defaults. Where a wait may be without end, 0 asks for that.
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
    const { zero, none = false }: Wait = TIMEOUTS[name as TimeoutName];
    const mayBeZero = zero !== undefined;
    if (ms === undefined || ms < 0 || (ms === 0 && !mayBeZero)) {
      throw new JoinError(
        "timeout-malformed",
        `Cannot use "${text}" as timeout ${name}: it is not a duration${
          mayBeZero ? `, or 0 to wait ${none ? "for nothing" : "without end"}` : " above zero"
        }`,
      );
    }
    timeouts[name] = ms === 0 && !none ? Infinity : ms;
  }
  return timeouts as Record<TimeoutName, number>;
}
