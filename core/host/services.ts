import { createOpenRc } from "./openrc.ts";
import { createSystemd } from "./systemd.ts";
import type { Exec, Files, Services } from "./types.ts";

/** The service manager that runs this machine. Under another root than `/` there is none. */
export async function findServices(root: string, exec: Exec, files: Files): Promise<Services> {
  if (root === "/") {
    // sd_booted(3): this directory is there exactly when systemd runs the machine.
    if (await files.stat("/run/systemd/system") !== undefined) return createSystemd(exec);
    if (await exec.has("rc-service")) return createOpenRc(exec, files);
  }
  return NONE;
}

const NONE: Services = {
  kind: "none",
  status: () =>
    Promise.resolve({ found: false, enabled: false, state: "stopped" as const, restarts: 0 }),
  restart: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  start: () => Promise.resolve(),
  enable: () => Promise.resolve(),
  disable: () => Promise.resolve(),
  reload: () => Promise.resolve(),
  lastLines: () => Promise.resolve([]),
};
