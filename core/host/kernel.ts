import { JoinError } from "../engine/errors.ts";
import { rootPrefix } from "./root_prefix.ts";
import type { Exec, Files, Kernel } from "./types.ts";

const PROGRAM_MS = 30_000;
/** What is in swap has to be read back into memory. */
const SWAPOFF_MS = 300_000;

/** The running kernel, through /proc, /sys and the programs that every distribution has. */
export function createKernel(root: string, exec: Exec, files: Files): Kernel {
  async function run(
    program: string,
    args: string[],
    signal: AbortSignal,
    timeoutMs = PROGRAM_MS,
  ): Promise<void> {
    const { code, stderr } = await exec.run(program, args, { timeoutMs, signal });
    if (code === 0) return;
    throw new JoinError("command-failed", `${program} ${args.join(" ")} failed`, {
      cause: new Error(stderr.trim() || `exit code ${code}`),
    });
  }

  return {
    live: true,
    setting: async (name) => (await files.read(settingPath(name)))?.trim(),
    async set(name, value) {
      try {
        // Not beside it and renamed: these are no files that one could replace.
        const options = { create: false };
        await Deno.writeTextFile(rootPrefix(root) + settingPath(name), `${value}\n`, options);
      } catch (cause) {
        throw new JoinError("kernel-refused", `Cannot set ${name} to ${value}`, { cause });
      }
    },
    async hasModule(name) {
      // A built-in module has a directory here as well, if it has parameters.
      return await files.stat(`/sys/module/${name}`) !== undefined;
    },
    loadModule: (name, signal) => run("modprobe", [name], signal),
    unloadModule: (name, signal) => run("modprobe", ["-r", name], signal),
    swaps: async () => readSwaps(await files.read("/proc/swaps") ?? ""),
    swapOff: ({ device }, signal) => run("swapoff", [device], signal, SWAPOFF_MS),
    swapOn({ device, priority }, signal) {
      // A negative one was given by the kernel, and cannot be asked for.
      const chosen = priority < 0 ? [] : ["-p", String(priority)];
      return run("swapon", [...chosen, device], signal);
    },
  };
}

/**
 * The kernel for an image's root: what runs is another machine's. Settings are files below the root; modules
 * and swap would be the running kernel's, and are left alone.
 */
export function imageKernel(kernel: Kernel): Kernel {
  const nothing = () => Promise.resolve();
  return {
    ...kernel,
    live: false,
    loadModule: nothing,
    unloadModule: nothing,
    swapOff: nothing,
    swapOn: nothing,
  };
}

/** A kernel with its changes wrapped: all of them, or of an image's those that there are. */
export function changeable(kernel: Kernel, wrapped: Kernel): Kernel {
  return kernel.live ? wrapped : { ...kernel, set: wrapped.set };
}

/** `net.ipv4.ip_forward` → /proc/sys/net/ipv4/ip_forward. A slash in a name stands for a dot. */
function settingPath(name: string): string {
  return `/proc/sys/${name.split(".").map((part) => part.replaceAll("/", ".")).join("/")}`;
}

function readSwaps(text: string): Awaited<ReturnType<Kernel["swaps"]>> {
  return text.trim().split("\n").slice(1).flatMap((line) => {
    const [device = "", , , used = "0", priority = "-1"] = line.split(/\s+/);
    if (device === "") return [];
    return [{
      // The kernel writes spaces and the like in octal.
      device: device.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(parseInt(code, 8))),
      priority: Number(priority),
      usedKiB: Number(used),
    }];
  });
}
