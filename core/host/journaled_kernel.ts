import type { Change } from "../engine/journal.ts";
import type { Emit, EventBody } from "../engine/events.ts";
import type { Ledger } from "./ledger.ts";
import type { Kernel } from "./types.ts";

/** A kernel whose every change is in the journal first. What is right already is left alone. */
export function journalKernel(
  kernel: Kernel,
  { ledger, emit }: { ledger: Ledger; emit: Emit },
): Kernel {
  async function act(
    change: Change,
    event: Omit<EventBody & { kind: "kernel" }, "kind">,
    effect: () => Promise<void>,
  ): Promise<void> {
    const seq = await ledger.intend(change);
    await effect();
    await ledger.done(seq);
    emit({ kind: "kernel", ...event });
  }

  async function isOn(device: string): Promise<boolean> {
    return (await kernel.swaps()).some((swap) => swap.device === device);
  }

  return {
    ...kernel,
    async set(name, value) {
      const before = await kernel.setting(name) ?? "";
      if (before === value) return;
      await act(
        { kind: "sysctl", name, before, after: value },
        { action: "set", what: name, value },
        () => kernel.set(name, value),
      );
    },
    async loadModule(name, signal) {
      if (await kernel.hasModule(name)) return;
      await act(
        { kind: "module", name },
        { action: "load", what: name },
        () => kernel.loadModule(name, signal),
      );
    },
    async unloadModule(name, signal) {
      await kernel.unloadModule(name, signal);
      emit({ kind: "kernel", action: "unload", what: name });
    },
    async swapOff({ device, priority }, signal) {
      if (!await isOn(device)) return;
      await act(
        { kind: "swap", device, priority },
        { action: "swapoff", what: device },
        () => kernel.swapOff({ device, priority }, signal),
      );
    },
    async swapOn(swap, signal) {
      if (await isOn(swap.device)) return;
      await kernel.swapOn(swap, signal);
      emit({ kind: "kernel", action: "swapon", what: swap.device });
    },
  };
}
