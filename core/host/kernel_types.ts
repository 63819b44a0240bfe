/** A swap device or file that is on, as /proc/swaps has it. */
export interface Swap {
  readonly device: string;
  readonly priority: number;
  /** How much of it is in use, in KiB. */
  readonly usedKiB: number;
}

/** What of the kernel can be changed while it runs. Every change is journalled first. */
export interface Kernel {
  /** It runs the machine that the root stands for. Of an image it does not: no module is loaded, no swap turned off. */
  readonly live: boolean;
  /** A value below /proc/sys, as in `net.ipv4.ip_forward`; undefined if this kernel has none. */
  setting(name: string): Promise<string | undefined>;
  /** @throws JoinError `file-failed` */
  set(name: string, value: string): Promise<void>;
  /** Loaded, or built in as far as that can be seen. */
  hasModule(name: string): Promise<boolean>;
  /** @throws JoinError `command-failed` */
  loadModule(name: string, signal: AbortSignal): Promise<void>;
  /** @throws JoinError `command-failed`, as when it is in use */
  unloadModule(name: string, signal: AbortSignal): Promise<void>;
  swaps(): Promise<Swap[]>;
  /** @throws JoinError `command-failed` */
  swapOff(swap: Pick<Swap, "device" | "priority">, signal: AbortSignal): Promise<void>;
  /** @throws JoinError `command-failed` */
  swapOn(swap: Pick<Swap, "device" | "priority">, signal: AbortSignal): Promise<void>;
}
