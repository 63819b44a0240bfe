import { JoinError } from "../engine/errors.ts";
import type { Exec, Services, ServiceStatus } from "./types.ts";

const QUICK_MS = 10_000;
/** systemd's own limit for starting a unit is 90 s. */
const JOB_MS = 100_000;

/** A join may wait for approval for hours, and units may be changed meanwhile. */
const FRESH_MS = 5000;

const PROPERTIES = [
  "LoadState",
  "ActiveState",
  "SubState",
  "NRestarts",
  "UnitFileState",
  "NeedDaemonReload",
] as const;

/** systemd, by systemctl and journalctl. */
export function createSystemd(exec: Exec): Services {
  const restarted = new Map<string, number>();
  /** What was seen last of each unit, and when. */
  const seen = new Map<string, { facts: ReadonlyMap<string, string>; at: number }>();

  async function show(unit: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const { stdout } = await exec.run(
      "systemctl",
      ["show", unit, `--property=${PROPERTIES.join(",")}`],
      { timeoutMs: QUICK_MS, signal },
    );
    const facts = new Map(
      stdout.split("\n").map((line): [string, string] => {
        const at = line.indexOf("=");
        return [line.slice(0, at), line.slice(at + 1)];
      }),
    );
    seen.set(unit, { facts, at: performance.now() });
    return facts;
  }

  async function job(action: string, unit: string, signal: AbortSignal): Promise<void> {
    const { code, stderr } = await exec.run("systemctl", [action, unit], {
      timeoutMs: JOB_MS,
      signal,
    });
    if (code !== 0) {
      throw new JoinError("kubelet-start-failed", `systemctl ${action} ${unit} failed`, {
        cause: new Error(stderr.trim() || `exit code ${code}`),
      });
    }
  }

  async function systemctl(args: string[], signal: AbortSignal): Promise<void> {
    const { code, stderr } = await exec.run("systemctl", args, { timeoutMs: JOB_MS, signal });
    if (code === 0) return;
    throw new JoinError("service-failed", `systemctl ${args.join(" ")} failed`, {
      cause: new Error(stderr.trim() || `exit code ${code}`),
    });
  }

  return {
    kind: "systemd",
    async status(unit, signal): Promise<ServiceStatus> {
      const facts = await show(unit, signal);
      return {
        found: facts.get("LoadState") === "loaded",
        enabled: (facts.get("UnitFileState") ?? "").startsWith("enabled") ||
          facts.get("UnitFileState") === "static",
        state: toState(facts.get("ActiveState") ?? "", facts.get("SubState") ?? ""),
        restarts: Number(facts.get("NRestarts") ?? 0) || 0,
      };
    },
    async restart(unit, signal) {
      const last = seen.get(unit);
      const fresh = last !== undefined && performance.now() - last.at < FRESH_MS;
      const facts = fresh ? last.facts : await show(unit, signal);
      if (facts.get("LoadState") === "not-found") {
        throw new JoinError("kubelet-missing", `There is no systemd unit "${unit}"`);
      }
      // Reading all units again costs more than the start: only when one has changed.
      if (facts.get("NeedDaemonReload") === "yes") {
        await exec.run("systemctl", ["daemon-reload"], { timeoutMs: JOB_MS, signal });
      }
      restarted.set(unit, Date.now() / 1000);
      await job("restart", unit, signal);
    },
    stop: (unit, signal) => job("stop", unit, signal),
    start: (unit, signal) => systemctl(["start", unit], signal),
    enable: (unit, signal) => systemctl(["enable", unit], signal),
    disable: (unit, signal) => systemctl(["disable", unit], signal),
    async reload(signal) {
      seen.clear();
      await systemctl(["daemon-reload"], signal);
    },
    async lastLines(unit, count, signal) {
      const since = restarted.get(unit);
      const { stdout } = await exec.run(
        "journalctl",
        [
          ...["--unit", unit, "--lines", String(count), "--output", "cat", "--no-pager"],
          // What it said before we started it is about another configuration.
          ...(since === undefined ? [] : ["--since", `@${since.toFixed(3)}`]),
        ],
        { timeoutMs: QUICK_MS, signal },
      );
      return stdout.split("\n").filter((line) => line !== "");
    },
  };
}

function toState(active: string, sub: string): ServiceStatus["state"] {
  if (sub === "auto-restart" || sub === "auto-restart-queued") return "waiting-to-restart";
  if (active === "active") return "running";
  if (active === "activating" || active === "reloading") return "starting";
  return active === "failed" ? "failed" : "stopped";
}
