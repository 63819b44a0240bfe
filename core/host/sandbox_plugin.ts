import { BUILD } from "../build_facts.ts";
import { JoinError } from "../engine/errors.ts";
import { type OwnCommand, ownCommand } from "./own_command.ts";
import { cappedLog, passLines } from "./sandbox_log.ts";
import { cappedOutput, feed } from "./sandbox_output.ts";
import type { PluginFrame, ReadReply } from "./sandbox_frames.ts";
import { sentence } from "../engine/sentence.ts";
import { startWatched } from "./sandbox_process.ts";
import { closedToOthers } from "./sandbox_user.ts";
import type {
  PluginModule,
  PluginProcess,
  PluginQuestion,
  SandboxLimits,
  SandboxPermissions,
} from "./types.ts";

/**
 * Starts this program again as the process of a module. Its answers, and the files that it asks for, come as
 * lines that begin with a number that only we and our own code there know; whatever else it prints is its log.
 *
 * @param user whom to run it as; undefined: ourselves
 */
export function openPluginProcess(
  module: PluginModule,
  limits: SandboxLimits,
  user: number | undefined,
): PluginProcess {
  const command = ownCommand();
  // From source, the program and its packages lie where the one who works on it has put them.
  const uid = BUILD.kind === "source" ? undefined : user;
  if (uid !== undefined) refuseClosed(command, limits.what);
  const watched = startWatched({ ...command, uid }, limits);
  const nonce = crypto.randomUUID();
  const say = cappedLog(limits.log);
  const logged = passLines(watched.child.stderr, say);
  logged.catch(() => {});
  const frames = readFrames(cappedOutput(watched, limits.what), nonce, say);
  const began = performance.now();
  let greeted = false;

  /** The module is told how much of its time is left, so that it can still say why it gives up. */
  function inTime(question: PluginQuestion): PluginQuestion {
    if (question.operation === "status") return question;
    const leftMs = Math.max(1, Math.floor(limits.timeoutMs - (performance.now() - began)));
    return { ...question, timeoutMs: Math.min(question.timeoutMs, leftMs) };
  }

  return {
    fence: uid === undefined ? "permissions" : "user",
    pid: watched.child.pid,
    async ask(question) {
      const greeting = greeted ? "" : JSON.stringify({ nonce, module }) + "\n";
      greeted = true;
      let reads: Promise<(path: string) => Promise<ReadReply>> | undefined;
      let said = greeting + JSON.stringify(inTime(question));
      for (;;) {
        const fed = feed(watched, said + "\n", false);
        const [{ value: frame }] = await Promise.all([frames.next(), fed]);
        if (frame === undefined) break;
        if (frame.kind !== "read") return frame;
        const { kind, id, path } = frame;
        const read = await (reads ??= readerFor(question));
        said = JSON.stringify({ kind, id, ...await watched.unlessStopped(read(path)) });
      }
      const { code, signal } = await watched.unlessStopped(watched.ended);
      const how = signal === null ? `with code ${code}` : `by ${signal}`;
      throw new JoinError(
        "plugin-failed",
        `${sentence(limits.what)} ended ${how} without an answer`,
      );
    },
    async [Symbol.asyncDispose]() {
      await watched[Symbol.asyncDispose]();
      await frames.return(undefined).catch(() => {});
      await watched.child.stdin.close().catch(() => {});
      if (!greeted) await watched.child.stdout.cancel().catch(() => {});
      await logged.catch(() => {});
    },
  };
}

/** Files are read for `discover` alone. Loaded when the first is asked for. */
async function readerFor(question: PluginQuestion): Promise<(path: string) => Promise<ReadReply>> {
  const nothing: SandboxPermissions = { net: [], read: [] };
  const { createReads } = await import("./sandbox_reads.ts");
  return createReads(question.operation === "discover" ? question.permissions : nothing);
}

async function* readFrames(
  output: AsyncIterable<string>,
  nonce: string,
  log: (line: string) => void,
): AsyncGenerator<PluginFrame, undefined> {
  let rest = "";
  for await (const text of output) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith(`${nonce} `)) yield readFrame(line.slice(nonce.length + 1));
      else if (line !== "") log(line);
    }
  }
  return undefined;
}

/** What the module printed may stand in the middle of a frame. */
function readFrame(text: string): PluginFrame {
  try {
    return JSON.parse(text);
  } catch {
    return { kind: "failed", message: "what it printed has mingled with its answer" };
  }
}

function refuseClosed({ path, needs, remedy }: OwnCommand, what: string): void {
  for (const file of [path, ...needs]) {
    const closed = closedToOthers(file, file === path ? "execute" : "read");
    if (closed === undefined) continue;
    const place = closed === file ? file : `${closed}, in which ${file} lies,`;
    throw new JoinError(
      "plugin-unconfined",
      `Cannot run ${what} as a user of its own: ${place} is closed to others`,
      { hint: remedy },
    );
  }
}
