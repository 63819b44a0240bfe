import { basename } from "node:path";
import { type Done, output, type Running, start } from "./command.ts";
import { until } from "./wait.ts";

/** A node of the lab: a systemd machine of its own, gone when it is disposed of. */
export interface Machine extends AsyncDisposable {
  readonly name: string;
  /** Runs a command in the node; it has to succeed. @returns its standard output */
  exec(...command: string[]): Promise<string>;
  /** The same for a command that may fail. */
  attempt(...command: string[]): Promise<Done>;
  start(...command: string[]): Running;
  put(file: string, path: string): Promise<void>;
  /** The node's files as this process sees them; another path after each boot. */
  root(): Promise<string>;
  /** Where the node's own writes to its root file system are kept. */
  upperDirectory(): Promise<string>;
  reboot(): Promise<void>;
  /** Cuts the power, and boots the same disk again. */
  powerCut(): Promise<void>;
  off(): Promise<void>;
}

/** Boots a node. A prepared one has kubelet, runtime and CNI, and kubelet.service is enabled, as packages leave it. */
export async function bootMachine(lab: string, name: string, kind?: "--bare"): Promise<Machine> {
  const boot = ["node", name, ...(kind === undefined ? [] : [kind])];
  await output(lab, boot);

  function exec(...command: string[]): Promise<string> {
    return output(lab, ["exec", name, ...command]);
  }
  async function root(): Promise<string> {
    return (await output(lab, ["root", name])).trim();
  }
  async function isUp(): Promise<boolean> {
    const { stdout } = await start(lab, ["exec", name, "systemctl", "is-system-running"]).done;
    return /^(running|degraded)$/m.test(stdout);
  }
  async function off(): Promise<void> {
    await output(lab, ["off", name, "-9", "--wipe"]);
  }

  const machine: Machine = {
    name,
    exec,
    attempt: (...command) => start(lab, ["exec", name, ...command]).done,
    start: (...command) => start(lab, ["exec", name, ...command], { timeLimit: 300_000 }),
    async put(file, path) {
      await output(lab, ["put", name, file, path]);
    },
    root,
    async upperDirectory() {
      const mounts = await Deno.readTextFile((await root()).replace(/root$/, "mountinfo"));
      const upper = /^.* \/ \/ .*\bupperdir=([^,\s]+)/m.exec(mounts)?.[1];
      if (upper === undefined) throw new Error(`${name} has no overlay as its root`);
      return upper;
    },
    async reboot() {
      const before = basename((await root()).replace(/\/root$/, ""));
      await start(lab, ["exec", name, "reboot"]).done;
      await until(`${name} to reboot`, 30_000, async () => {
        const now = basename((await root()).replace(/\/root$/, ""));
        return now !== "" && now !== before && await isUp();
      });
    },
    async powerCut() {
      await output(lab, ["off", name, "-9"]);
      await output(lab, boot);
    },
    off,
    [Symbol.asyncDispose]: off,
  };
  if (kind === undefined) await enableKubelet(machine);
  return machine;
}

async function enableKubelet({ exec }: Machine): Promise<void> {
  const wants = "/etc/systemd/system/multi-user.target.wants/kubelet.service";
  await exec("sh", "-c", `[ -L ${wants} ] || rm -f ${wants}; systemctl -q enable --now kubelet`);
}
