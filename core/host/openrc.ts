import { JoinError } from "../engine/errors.ts";
import type { Exec, Files, Services } from "./types.ts";

const QUICK_MS = 10_000;
const JOB_MS = 100_000;

/** Where OpenRC's kubelet scripts let it write (Alpine's package, and the plain default). */
const LOGS = ["/var/log/kubelet/kubelet.log", "/var/log/kubelet.log"];

/** OpenRC, by rc-service. It does not restart anything by itself, so nothing is ever counted. */
export function createOpenRc(exec: Exec, files: Files): Services {
  async function service(unit: string, action: string, signal: AbortSignal): Promise<void> {
    const { code, stderr, stdout } = await exec.run("rc-service", [unit, action], {
      timeoutMs: JOB_MS,
      signal,
    });
    if (code !== 0) {
      throw new JoinError("kubelet-start-failed", `rc-service ${unit} ${action} failed`, {
        cause: new Error((stderr || stdout).trim() || `exit code ${code}`),
        hint: "`rc-service kubelet status` and the kubelet's log under /var/log say more",
      });
    }
  }

  async function run(program: string, args: string[], signal: AbortSignal): Promise<void> {
    const { code, stderr, stdout } = await exec.run(program, args, { timeoutMs: JOB_MS, signal });
    if (code === 0) return;
    throw new JoinError("service-failed", `${program} ${args.join(" ")} failed`, {
      cause: new Error((stderr || stdout).trim() || `exit code ${code}`),
    });
  }

  return {
    kind: "openrc",
    async status(unit, signal) {
      const found = await files.stat(`/etc/init.d/${unit}`) !== undefined;
      if (!found) return { found, enabled: false, state: "stopped", restarts: 0 };
      const [status, levels] = await Promise.all([
        exec.run("rc-service", [unit, "status"], { timeoutMs: QUICK_MS, signal }),
        exec.run("rc-update", ["show", "default"], { timeoutMs: QUICK_MS, signal }),
      ]);
      const enabled = levels.stdout.split("\n").some((line) => line.trim().startsWith(`${unit} |`));
      const crashed = /crashed/.test(status.stdout);
      return {
        found,
        enabled,
        state: status.code === 0 ? "running" : crashed ? "failed" : "stopped",
        restarts: 0,
      };
    },
    async restart(unit, signal) {
      if (await files.stat(`/etc/init.d/${unit}`) === undefined) {
        throw new JoinError("kubelet-missing", `There is no OpenRC service "${unit}"`);
      }
      await service(unit, "restart", signal);
    },
    stop: (unit, signal) => service(unit, "stop", signal),
    start: (unit, signal) => run("rc-service", [unit, "start"], signal),
    enable: (unit, signal) => run("rc-update", ["add", unit, "default"], signal),
    disable: (unit, signal) => run("rc-update", ["del", unit, "default"], signal),
    reload: () => Promise.resolve(),
    async lastLines(_unit, count) {
      for (const path of LOGS) {
        const text = await files.read(path);
        if (text !== undefined) return text.trimEnd().split("\n").slice(-count);
      }
      return [];
    },
  };
}
