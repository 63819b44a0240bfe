import type { ErrorCode } from "../engine/error_codes.ts";

/** A cause that the kubelet's own words give away. */
export interface Trouble {
  readonly code: ErrorCode;
  /** The line that says it. */
  readonly line: string;
  /** Waiting cannot help: each start ends the same way. */
  readonly final: boolean;
}

/** What kubelets of 1.20 … 1.37 say, and what it means. The first that fits is it. */
const SIGNS: readonly { code: ErrorCode; final: boolean; pattern: RegExp }[] = [
  {
    code: "kubelet-cgroup-driver",
    final: true,
    pattern:
      /cgroup driver:? .*is different from docker cgroup driver|misconfiguration: kubelet cgroup driver|cgroup driver.*(mismatch|does not match)/i,
  },
  {
    code: "kubelet-swap",
    final: true,
    pattern: /running with swap on is not supported|failSwapOn|swap on is not supported/i,
  },
  {
    code: "kubelet-cgroup-v1",
    final: true,
    pattern:
      /cgroup v1.*(not supported|is no longer supported|unsupported|failCgroupV1)|failCgroupV1/i,
  },
  {
    code: "kubelet-flag-unknown",
    final: true,
    pattern: /unknown flag: ?-|flag provided but not defined|failed to parse kubelet flag/i,
  },
  {
    code: "kubelet-config-unread",
    final: true,
    pattern:
      /failed to load kubelet config file|failed to read kubelet config file|unable to load client CA file|failed to parse kubelet config|error unmarshalling.*kubelet|unable to load bootstrap kubeconfig|failed to get docker version: cannot connect/i,
  },
  {
    code: "kubelet-port-taken",
    final: true,
    pattern: /listen tcp .*: bind: address already in use/i,
  },
  {
    code: "kubelet-runtime-down",
    final: false,
    pattern:
      /(validate CRI|connect.*container ?runtime|container runtime.*(down|not running|is not available)|unable to determine runtime API version|dial unix .*\.sock)/i,
  },
];

/** Looks through log lines, the newest first. */
export function findTrouble(lines: readonly string[]): Trouble | undefined {
  for (const { code, final, pattern } of SIGNS) {
    const line = lines.findLast((candidate) => pattern.test(candidate));
    if (line !== undefined) return { code, final, line };
  }
  return undefined;
}
