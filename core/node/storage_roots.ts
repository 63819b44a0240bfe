import type { Files } from "../host/types.ts";
import { isThere, readQuietly } from "./read_quietly.ts";
import { CONTAINERD_CONFIG } from "./runtime_settings.ts";

/** containerd, CRI-O, Docker. */
const USUAL = ["/var/lib/containerd", "/var/lib/containers/storage", "/var/lib/docker"];

/** The directories in which the container runtimes of this machine keep images and containers. */
export async function storageRoots(files: Pick<Files, "read" | "stat">): Promise<string[]> {
  const config = await readQuietly(files, CONTAINERD_CONFIG) ?? "";
  const chosen = /^root\s*=\s*["'](\/[^"']*)["']/m.exec(config)?.[1];
  const usual = chosen === undefined ? USUAL : [chosen, ...USUAL.slice(1)];
  const there = await Promise.all(usual.map((path) => isThere(files, path)));
  return usual.filter((_, index) => there[index]);
}
