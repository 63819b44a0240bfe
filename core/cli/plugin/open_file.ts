import type { PluginListing } from "../../config/worker_configuration.ts";
import { carry } from "../../discovery/user/ask.ts";
import type { Carrier } from "../../discovery/user/carrier.ts";
import { type FoundPlugin, readPlugin } from "../../discovery/user/find.ts";
import { JoinError } from "../../engine/errors.ts";
import type { Host } from "../../host/types.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";

/** A plugin's file as its author names it, listed or not. */
export interface PluginFile {
  readonly path: string;
  readonly found: FoundPlugin;
  readonly timeoutMs: number;
  /** Starts it anew. */
  open(): Promise<Carrier>;
}

/** For a plugin that is tried out: what a listing has by default. */
export const TRIAL: Pick<PluginListing, "timeoutMs" | "memoryBytes"> = {
  timeoutMs: 30_000,
  memoryBytes: 256 << 20,
};

export type Trial = Pick<Tool, "signal" | "terminal"> & { readonly timeoutMs?: number };

/** @throws JoinError `plugin-unlisted` if it is not there, `plugin-unsafe`, `file-failed` */
export async function openFile(
  file: string,
  host: Host,
  { signal, terminal, timeoutMs = TRIAL.timeoutMs }: Trial,
): Promise<PluginFile> {
  const path = host.drafts.absolute(file);
  if (await host.files.stat(path) === undefined) {
    throw new JoinError("plugin-unlisted", `There is no file ${path}`, {
      hint: "name the plugin's file, as in ./dns-srv.ts",
    });
  }
  const found = await readPlugin(path, host);
  const name = nameOf(path);
  function log(line: string): void {
    terminal.err(`  log: ${printable(line)}\n`);
  }
  return {
    path,
    found,
    timeoutMs,
    open: () => carry(found, { name, ...TRIAL }, { timeoutMs, signal, log, host }),
  };
}

/** What the plugin in a file is called: the file's name without its ending. */
export function nameOf(path: string): string {
  return path.replace(/^.*\//, "").replace(/(?!^)\.[^.]*$/, "");
}
