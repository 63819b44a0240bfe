import type { Emit, EventBody } from "../engine/events.ts";
import type { Kernel } from "./types.ts";

/** The same kernel, but whatever would change it is shown instead. */
export function dryKernel(kernel: Kernel, emit: Emit): Kernel {
  function show(event: Omit<EventBody & { kind: "kernel" }, "kind" | "dryRun">): Promise<void> {
    emit({ kind: "kernel", ...event, dryRun: true });
    return Promise.resolve();
  }
  return {
    ...kernel,
    async set(name, value) {
      if (await kernel.setting(name) === value) return;
      await show({ action: "set", what: name, value });
    },
    async loadModule(name) {
      if (!await kernel.hasModule(name)) await show({ action: "load", what: name });
    },
    unloadModule: (name) => show({ action: "unload", what: name }),
    swapOff: ({ device }) => show({ action: "swapoff", what: device }),
    swapOn: ({ device }) => show({ action: "swapon", what: device }),
  };
}
