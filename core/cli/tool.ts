import type { Clock, Host } from "../host/types.ts";
import type { Sink } from "./output.ts";

/** What a command other than `join` works with. It prints its result itself; what fails is thrown. */
export interface Tool {
  readonly terminal: Sink & {
    /** A file by its path, or standard input for `-`. @throws JoinError `input-unreadable` */
    readInput(name: string, maxBytes: number): Promise<Uint8Array>;
    env(name: string): string | undefined;
  };
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly version: string;
  /** Names that no other plugin may have. */
  readonly builtInPlugins: readonly string[];
  /** The machine, to be looked at: nothing is written through it; to the cluster only if that is asked for. */
  openHost(options?: { root?: string; changesCluster?: boolean }): Promise<Host & Disposable>;
}

/** Runs to its end. @returns the exit code */
export type ToolRun = (tool: Tool) => Promise<number>;
