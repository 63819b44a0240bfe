import type { Emit } from "../engine/events.ts";
import type { FileState } from "../engine/journal.ts";
import { sha256 } from "./digest.ts";
import type { Ledger } from "./ledger.ts";
import type { Files, Https, HttpsRequest, Services } from "./types.ts";
import { roundMs } from "../engine/round_ms.ts";
import { rootPrefix } from "./root_prefix.ts";

/** What the wrappers of this file share. */
interface Journaling {
  ledger: Ledger;
  emit: Emit;
  root: string;
}

/** What is at a path, as the journal has it. It follows no link. */
export async function stateOf(files: Files, path: string): Promise<FileState | null> {
  const info = await files.stat(path);
  if (info === undefined) return null;
  if (info.kind === "link") return { kind: "link", target: await files.linkTarget(path) ?? "" };
  if (info.kind === "directory") return { kind: "directory", mode: info.mode };
  return { kind: "file", mode: info.mode, sha256: sha256(await files.read(path) ?? "") };
}

/** Those of a path's directories that are not there, outermost first. */
export async function missingDirectories(files: Files, path: string): Promise<string[]> {
  const parts = path.split("/").slice(1);
  const all = parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
  const infos = await Promise.all(all.map((directory) => files.stat(directory)));
  return all.filter((directory, index) => directory !== "/" && infos[index] === undefined);
}

/** Files whose every change is in the journal first. What is right already is left alone. */
export function journalFiles(files: Files, { ledger, emit, root }: Journaling): Files {
  /** Keeps what is about to go, unless it is a secret. */
  async function keep(
    path: string,
    before: FileState | null,
    secret: boolean | undefined,
  ): Promise<{ backup?: string }> {
    if (before?.kind !== "file" || before.sha256 === undefined || secret) return {};
    return { backup: await ledger.backUp(rootPrefix(root) + path, before.sha256) };
  }

  return {
    ...files,
    async write(path, text, options) {
      const before = await stateOf(files, path);
      const digest = sha256(text);
      const fact = { path, mode: options.mode, bytes: new TextEncoder().encode(text).length };
      if (before?.sha256 === digest && before.mode === options.mode) {
        emit({ kind: "file", action: "keep", ...fact, sha256: digest });
        return;
      }
      const kept = await keep(path, before, options.secret);
      const seq = await ledger.intend({
        kind: "file",
        path,
        before,
        after: { kind: "file", mode: options.mode, sha256: digest },
        ...kept,
      });
      await files.write(path, text, options);
      await ledger.done(seq);
      const action = before === null ? "create" : "replace";
      emit({ kind: "file", action, ...fact, sha256: digest });
    },
    async makeDirectory(path, mode) {
      for (const missing of await missingDirectories(files, path)) {
        const after: FileState = { kind: "directory", mode };
        const seq = await ledger.intend({ kind: "file", path: missing, before: null, after });
        await files.makeDirectory(missing, mode);
        await ledger.done(seq);
        emit({ kind: "file", action: "directory", path: missing, mode });
      }
      // It says so when something else is in the way.
      await files.makeDirectory(path, mode);
    },
    async link(path, target, through) {
      const before = await stateOf(files, path);
      if (before?.kind === "link" && before.target === target) {
        emit({ kind: "file", action: "keep", path, target });
        return;
      }
      const kept = await keep(path, before, false);
      const seq = await ledger.intend({
        kind: "file",
        path,
        before,
        after: { kind: "link", target },
        ...kept,
      });
      await files.link(path, target, through);
      await ledger.done(seq);
      emit({ kind: "file", action: "link", path, target });
    },
    async remove(path, options) {
      const before = await stateOf(files, path);
      if (before === null) return;
      const kept = await keep(path, before, options?.secret);
      const intent = ledger.intend({ kind: "file", path, before, after: null, ...kept });
      // A secret goes even where that cannot be written down: a removal needs no space on the disk.
      if (options?.secret) await intent.catch(() => {});
      else await intent;
      await files.remove(path);
      await ledger.done(await intent);
      emit({ kind: "file", action: "remove", path });
    },
  };
}

/** Services whose starts and stops are in the journal first. */
export function journalServices(
  services: Services,
  { ledger, emit }: Pick<Journaling, "ledger" | "emit">,
  clock: { elapsedMs(): number },
): Services {
  type Action = "restart" | "start" | "stop" | "enable" | "disable";
  async function act(unit: string, action: Action, signal: AbortSignal): Promise<void> {
    const { state: before, enabled } = await services.status(unit, signal);
    const seq = await ledger.intend({ kind: "service", unit, action, before, enabled });
    const began = clock.elapsedMs();
    await services[action](unit, signal);
    await ledger.done(seq);
    const ms = roundMs(clock.elapsedMs() - began);
    emit({ kind: "service", action, unit, ms });
  }
  return {
    ...services,
    restart: (unit, signal) => act(unit, "restart", signal),
    stop: (unit, signal) => act(unit, "stop", signal),
    start: (unit, signal) => act(unit, "start", signal),
    enable: (unit, signal) => act(unit, "enable", signal),
    disable: (unit, signal) => act(unit, "disable", signal),
  };
}

/** A review is sent as if it were to be created, and nothing is kept of it. */
function isQuestion({ url }: HttpsRequest): boolean {
  return url.endsWith("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
}

/** Requests that change the cluster are in the journal first; reads are not. */
export function journalHttps(https: Https, { ledger }: Pick<Journaling, "ledger">): Https {
  return {
    ...https,
    async request(request: HttpsRequest) {
      if (request.method === "GET" || isQuestion(request)) return await https.request(request);
      const { method, url } = request;
      const seq = await ledger.intend({ kind: "request", method, url });
      const response = await https.request(request);
      await ledger.done(seq);
      return response;
    },
  };
}
