import type { Machine } from "../host/types.ts";
import type { Adaptation } from "./kubelet_configuration.ts";

/** What this operating system wants otherwise of a KubeletConfiguration; loaded only where it wants something. */
export async function fittingFor({ os }: Pick<Machine, "os">): Promise<Adaptation["system"]> {
  return os === "windows" ? (await import("./windows.ts")).fitToWindows : undefined;
}
