import type { JoinContext } from "../../../core/context.ts";
import type { Swap } from "../../../core/host/types.ts";
import { type Fix, refuse } from "./fix.ts";
import { swapDevices, withoutSwap } from "./fstab.ts";

const FSTAB = "/etc/fstab";

/**
 * Swap off, now and by /etc/fstab at the next boot. What else turns swap on is not touched: .swap units of
 * systemd, its generators for GPT partitions and zram. Where something is on that fstab does not name, it
 * says so.
 */
export const swapFix: Fix = {
  name: "Swap",
  summary: "turn swap off, now and for the next boot",
  changes: [
    "swapoff of each device that is on",
    `makes comments of the lines with swap in ${FSTAB}, and changes no other byte of it`,
  ],
  async run(ctx) {
    const { kernel, services } = ctx.host;
    const swaps = await kernel.swaps();
    await refuseFullMemory(swaps, ctx);
    const named = await editFstab(ctx);
    for (const swap of swaps) await kernel.swapOff(swap, ctx.signal);
    // systemd makes a unit of each line, and would go on with those that it knows.
    if (named.length > 0) await services.reload(ctx.signal);
    warnOfOthers(swaps, named.length, ctx);
  },
};

/** What is in swap has to go back into memory; where it does not fit, programs are killed. */
async function refuseFullMemory(swaps: readonly Swap[], { host }: JoinContext): Promise<void> {
  const used = swaps.reduce((sum, { usedKiB }) => sum + usedKiB, 0);
  const memory = await host.files.read("/proc/meminfo") ?? "";
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(memory)?.[1];
  if (available === undefined || used <= Number(available)) return;
  refuse(
    `${toMiB(used)} in swap do not fit into the ${
      toMiB(Number(available))
    } of memory that are available`,
    "end some programs first (`smem -s swap` shows which use swap), or restart the machine",
  );
}

/** @returns the devices of the lines that were commented out */
async function editFstab({ host: { files } }: JoinContext): Promise<string[]> {
  const info = await files.stat(FSTAB);
  const text = await files.read(FSTAB);
  if (info === undefined || text === undefined) return [];
  const devices = swapDevices(text);
  if (devices.length === 0) return [];
  if (info.kind !== "file" || text.includes("\ufffd")) {
    refuse(
      `${FSTAB} is not a plain file of UTF-8 text`,
      `take the lines with swap out of it by hand: ${devices.join(", ")}`,
    );
  }
  await files.write(FSTAB, withoutSwap(text), { mode: info.mode });
  return devices;
}

function warnOfOthers(swaps: readonly Swap[], lines: number, { emit }: JoinContext): void {
  if (swaps.length <= lines) return;
  emit({
    kind: "note",
    level: "warning",
    text:
      `More swap was on (${swaps.length}) than ${FSTAB} names (${lines}): something else turns it on at boot`,
    hint:
      "`systemctl list-units --type=swap --all` names it; `systemctl mask NAME.swap` keeps it off",
  });
}

function toMiB(kib: number): string {
  return `${Math.ceil(kib / 1024)} MiB`;
}
