import { pause } from "../pause.ts";

/** A server of somebody else's, as a child of ours. */
export interface ServerProcess {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it answers yet; what it throws counts as no. */
  isUp(): Promise<boolean>;
}

const PATIENCE_MS = 15_000;

/** Starts it and waits until it answers. Disposing of it ends it. */
export async function startProcess(server: ServerProcess): Promise<AsyncDisposable> {
  const child = new Deno.Command(server.path, {
    args: [...server.args],
    env: { ...server.env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said = new Response(child.stderr).text();
  const over = new AbortController();
  const ended = child.status.then(() => over.abort());

  async function end(): Promise<string> {
    if (!over.signal.aborted) child.kill("SIGTERM");
    await ended;
    return await said;
  }

  const began = performance.now();
  while (!await server.isUp().catch(() => false)) {
    const late = performance.now() - began > PATIENCE_MS;
    if (late || !await pause(20, over.signal)) {
      throw new Error(`"${server.path}" ${late ? "does not answer" : "has ended"}: ${await end()}`);
    }
  }
  return { [Symbol.asyncDispose]: async () => void await end() };
}
