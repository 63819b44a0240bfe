/** How the stand-in kubelet is run. */
export interface KubeletServiceOptions {
  /** The directory that the kubelet takes for `/`. */
  root: string;
  /** Further flags of the stand-in, as in `["--ready-after", "500"]`. */
  flags?: readonly string[];
}

/** The kubelet as a service manager sees it: at most one process, and the log of the latest. */
export interface KubeletService extends AsyncDisposable {
  /** Starts it if it does not run. Resolves when there is a process, not when it is healthy. */
  start(): Promise<void>;
  /** Ends it, if it runs, and waits until it is gone. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  isActive(): boolean;
  /** What the latest process wrote to standard error. */
  lastLog(): string;
  /** Resolves with the exit code of the process that runs now or ran last. */
  exited(): Promise<number | undefined>;
}

interface Running {
  process: Deno.ChildProcess;
  active: boolean;
  log: string;
  /** Ends with the process, when its log is read to the end. */
  over: Promise<number>;
}

const program = new URL("./kubelet.ts", import.meta.url).href;
const config = new URL("../../deno.json", import.meta.url).pathname;

/** A service that runs the stand-in kubelet. It dies with this process, too, even if that is killed. */
export function kubeletService({ root, flags = [] }: KubeletServiceOptions): KubeletService {
  let latest: Running | undefined;

  function start(): Promise<void> {
    if (latest?.active) return Promise.resolve();
    const runtime = ["run", "--allow-all", "--quiet", "--config", config];
    const process = new Deno.Command(Deno.execPath(), {
      args: [...runtime, program, "--root", root, "--tethered", ...flags],
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const running: Running = { process, active: true, log: "", over: Promise.resolve(0) };
    running.over = follow(running);
    latest = running;
    return Promise.resolve();
  }

  async function stop(): Promise<void> {
    if (latest?.active) terminate(latest.process);
    await latest?.over;
  }

  return {
    start,
    stop,
    async restart() {
      await stop();
      await start();
    },
    isActive: () => latest?.active ?? false,
    lastLog: () => latest?.log ?? "",
    exited: () => Promise.resolve(latest?.over),
    [Symbol.asyncDispose]: stop,
  };
}

function terminate(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGTERM");
  } catch {
    // It ended by itself a moment ago.
  }
}

async function follow(running: Running): Promise<number> {
  const { process } = running;
  const reading = (async () => {
    for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
      running.log = (running.log + text).slice(-65_536);
    }
  })();
  const { code } = await process.status;
  running.active = false;
  await process.stdin.abort();
  await reading;
  return code;
}
