import type { JoinEvent } from "../../core/engine/events.ts";
import type { Terminal } from "../../core/host/terminal.ts";
import type { RequestRecord } from "../../tests/support/control_plane/request_log.ts";

export interface DemoFacts {
  events: readonly JoinEvent[];
  requests: readonly RequestRecord[];
  root: string;
}

/** What the join left on the machine, and what the control plane saw of it. */
export async function printFacts(terminal: Terminal, facts: DemoFacts): Promise<void> {
  const { events, requests, root } = facts;
  terminal.out("\nFiles on the machine:\n");
  for (const path of writtenPaths(events)) {
    const info = await Deno.lstat(root + path).catch(() => undefined);
    if (info === undefined) continue;
    const mode = ((info.mode ?? 0) & 0o777).toString(8).padStart(4, "0");
    const what = info.isSymlink ? `→ ${await Deno.readLink(root + path)}` : `${info.size} bytes`;
    terminal.out(`  ${info.isSymlink ? "link" : mode}  ${path}  ${what}\n`);
  }
  terminal.out("\nRequests that the control plane saw:\n");
  for (const { method, path, user, status, userAgent } of requests) {
    const who = userAgent?.startsWith("kubeworker") ? "kubeworker" : "kubelet";
    terminal.out(
      `  ${String(status).padEnd(4)}${who.padEnd(11)} ${
        (user ?? "anonymous").padEnd(24)
      } ${method} ${path}\n`,
    );
  }
}

function writtenPaths(events: readonly JoinEvent[]): string[] {
  const paths = events.flatMap((event) =>
    event.kind === "file" && event.action !== "directory" && event.action !== "remove"
      ? [event.path]
      : []
  );
  return [...new Set(paths)].sort();
}
