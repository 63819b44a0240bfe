import type { Emit } from "../engine/events.ts";
import { DryRunEnd } from "../engine/runner.ts";
import { sha256 } from "./digest.ts";
import { dryKernel } from "./dry_kernel.ts";
import { changeable } from "./kernel.ts";
import { missingDirectories } from "./journaled.ts";
import { isChange } from "./runtime_calls.ts";
import type { FileInfo, Files, Host } from "./types.ts";

type Entry =
  | { kind: "file"; text: string; mode: number }
  | { kind: "link"; target: string }
  | { kind: "directory"; mode: number }
  | undefined;

/**
 * The same host, but whatever would change something is shown instead. Later reads see what was "written".
 * A change to the cluster, or a start of the kubelet, ends the run: what comes after depends on the answer.
 */
export function dryHost(host: Host, emit: Emit): Host {
  function show(action: string, unit: string): Promise<void> {
    emit({ kind: "service", action, unit, ms: 0, dryRun: true });
    return Promise.resolve();
  }
  return {
    ...host,
    // It shows what root would do; reading needs its own rights all the same.
    machine: { ...host.machine, uid: 0 },
    files: dryFiles(host.files, emit),
    https: {
      ...host.https,
      request(request) {
        if (request.method === "GET") return host.https.request(request);
        const { method, url } = request;
        emit({ kind: "request", method, url, ms: 0, dryRun: true });
        return Promise.reject(new DryRunEnd(`${method} ${url}`));
      },
    },
    local: {
      ...host.local,
      grpc(socket, path, message, options) {
        if (!isChange(path)) return host.local.grpc(socket, path, message, options);
        emit({
          kind: "request",
          method: "CALL",
          url: `unix://${socket}${path}`,
          ms: 0,
          dryRun: true,
        });
        return Promise.resolve({ status: 0, message: new Uint8Array() });
      },
    },
    kernel: changeable(host.kernel, dryKernel(host.kernel, emit)),
    reports: { keep: () => Promise.resolve(), kept: () => Promise.resolve(true) },
    services: {
      ...host.services,
      reload: () => Promise.resolve(),
      stop: (unit) => show("stop", unit),
      start: (unit) => show("start", unit),
      enable: (unit) => show("enable", unit),
      disable: (unit) => show("disable", unit),
      restart(unit) {
        emit({ kind: "service", action: "restart", unit, ms: 0, dryRun: true });
        return Promise.reject(new DryRunEnd(`restart ${unit}`));
      },
    },
  };
}

function dryFiles(files: Files, emit: Emit): Files {
  const overlay = new Map<string, Entry>();
  async function current(path: string): Promise<string | undefined> {
    const entry = overlay.get(path);
    if (entry?.kind === "link") {
      const { target } = entry;
      return await current(target.startsWith("/") ? target : path.replace(/[^/]*$/, target));
    }
    if (overlay.has(path)) return entry?.kind === "file" ? entry.text : undefined;
    return await files.read(path);
  }
  return {
    read: current,
    list: files.list,
    isOurs: (path) => files.isOurs(path),
    async stat(path): Promise<FileInfo | undefined> {
      if (!overlay.has(path)) return await files.stat(path);
      const entry = overlay.get(path);
      if (entry === undefined) return undefined;
      if (entry.kind === "link") return { kind: "link", mode: 0o777, size: entry.target.length };
      return { kind: entry.kind, mode: entry.mode, size: 0 };
    },
    async linkTarget(path) {
      const entry = overlay.get(path);
      return entry?.kind === "link" ? entry.target : await files.linkTarget(path);
    },
    async write(path, text, { mode, secret }) {
      const before = await current(path);
      overlay.set(path, { kind: "file", text, mode });
      emit({
        kind: "file",
        action: before === undefined ? "create" : before === text ? "keep" : "replace",
        path,
        mode,
        bytes: new TextEncoder().encode(text).length,
        sha256: sha256(text),
        dryRun: true,
        ...(secret || before === text ? {} : { diff: await diff(path, before ?? "", text) }),
      });
    },
    async makeDirectory(path, mode) {
      for (const missing of await missingDirectories(files, path)) {
        if (overlay.has(missing)) continue;
        overlay.set(missing, { kind: "directory", mode });
        emit({ kind: "file", action: "directory", path: missing, mode, dryRun: true });
      }
    },
    link(path, target) {
      overlay.set(path, { kind: "link", target });
      emit({ kind: "file", action: "link", path, target, dryRun: true });
      return Promise.resolve();
    },
    async remove(path) {
      const there = overlay.has(path)
        ? overlay.get(path) !== undefined
        : await files.stat(path) !== undefined;
      overlay.set(path, undefined);
      if (there) emit({ kind: "file", action: "remove", path, dryRun: true });
    },
  };
}

async function diff(path: string, before: string, after: string): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  const from = before === "" ? "/dev/null" : path;
  return createTwoFilesPatch(from, path, before, after, "", "", { context: 3 })
    .split("\n").filter((line) => !line.startsWith("====")).join("\n");
}
