/** A headless Chromium, spoken to by its DevTools protocol: what a page does when somebody opens it. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser of this machine, if there is one. */
export function findBrowser(): string | undefined {
  const places = (Deno.env.get("PATH") ?? "").split(":");
  return NAMES.flatMap((name) => places.map((place) => `${place}/${name}`)).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

export interface Look {
  readonly width: number;
  readonly scheme: "light" | "dark";
}

export interface Seen {
  /** URLs that were asked for, beside the page itself. */
  readonly requests: readonly string[];
  /** What the browser complained of: errors, warnings, breaches of the policy. */
  readonly complaints: readonly string[];
  /** What the expression came to. */
  readonly value: unknown;
}

export interface Browser extends AsyncDisposable {
  /** Opens a file, and computes an expression in it. */
  open(path: string, look: Look, expression: string): Promise<Seen>;
}

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

export async function startBrowser(program: string): Promise<Browser> {
  const profile = await Deno.makeTempDir({ prefix: "kubeworker-browser-" });
  const child = new Deno.Command(program, {
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
      ...["--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const [forAddress, rest] = child.stderr.tee();
  const drained = rest.pipeTo(new WritableStream());
  const socket = new WebSocket(await addressOf(forAddress));
  await new Promise((resolve) => socket.onopen = resolve);
  const answers = new Map<number, (message: Message) => void>();
  const listeners = new Set<(message: Message) => void>();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const message: Message = JSON.parse(data);
    if (message.id === undefined) { for (const listen of listeners) listen(message); }
    else answers.get(message.id)?.(message);
  };

  function call(
    method: string,
    params = {},
    sessionId?: unknown,
  ): Promise<Record<string, unknown>> {
    const id = ++last;
    return new Promise((resolve, reject) => {
      answers.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result ?? {});
        else reject(new Error(`${method}: ${error.message}`));
      });
      socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }

  return {
    async open(path, { width, scheme }, expression) {
      const requests: string[] = [];
      const complaints: string[] = [];
      const loaded = Promise.withResolvers<void>();
      function listen({ method, params = {} }: Message): void {
        if (method === "Network.requestWillBeSent") {
          requests.push(String(Object(params.request).url));
        } else if (method === "Page.loadEventFired") loaded.resolve();
        else if (
          /^(Log.entryAdded|Runtime.(exceptionThrown|consoleAPICalled))$/.test(method ?? "")
        ) {
          complaints.push(JSON.stringify(params));
        }
      }
      const { targetId } = await call("Target.createTarget", { url: "about:blank" });
      const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
      listeners.add(listen);
      for (const domain of ["Network", "Page", "Log", "Runtime"]) {
        await call(`${domain}.enable`, {}, sessionId);
      }
      const size = { width, height: 900, deviceScaleFactor: 1, mobile: false };
      await call("Emulation.setDeviceMetricsOverride", size, sessionId);
      const features = [{ name: "prefers-color-scheme", value: scheme }];
      await call("Emulation.setEmulatedMedia", { features }, sessionId);
      const url = `file://${path}`;
      await call("Page.navigate", { url }, sessionId);
      await loaded.promise;
      const asked = { expression, returnByValue: true };
      const { result } = await call("Runtime.evaluate", asked, sessionId);
      listeners.delete(listen);
      await call("Target.closeTarget", { targetId });
      return {
        requests: requests.filter((one) => one !== url),
        complaints,
        value: Object(result).value,
      };
    },
    async [Symbol.asyncDispose]() {
      await call("Browser.close");
      await new Promise<void>((resolve) => {
        socket.onclose = () => resolve();
        if (socket.readyState === WebSocket.CLOSED) resolve();
      });
      await child.status;
      await drained;
      await Deno.remove(profile, { recursive: true });
    },
  };
}

async function addressOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    const address = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`The browser did not start: ${text}`);
}
