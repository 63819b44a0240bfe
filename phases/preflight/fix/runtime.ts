import type { JoinContext } from "../../../core/context.ts";
import { askRuntime, socketPath } from "../../../core/node/container_runtime.ts";
import { type Fix, refuse } from "./fix.ts";

/** Container runtimes by their services. */
const RUNTIMES = [
  { unit: "containerd", socket: "/var/run/containerd/containerd.sock" },
  { unit: "crio", socket: "/var/run/crio/crio.sock" },
  { unit: "cri-docker", socket: "/var/run/cri-dockerd.sock" },
] as const;

/** Until its socket answers. */
const READY_MS = 5000;
const POLL_MS = 100;

export const runtimeFix: Fix = {
  name: "CRI",
  summary: "start the container runtime, where one is installed and does not run",
  changes: ["starts the service containerd, crio or cri-docker"],
  async run(ctx) {
    const { host: { services }, signal } = ctx;
    const { unit, socket } = await chooseRuntime(ctx);
    const { state } = await services.status(unit, signal);
    if (state === "running" || state === "starting") {
      refuse(
        `The service ${unit} runs, but does not answer at ${socket}`,
        `\`journalctl -u ${unit}\` may say why; containerd of Docker's package has CRI in its disabled_plugins`,
      );
    }
    await services.start(unit, signal);
    await awaitAnswer(socket, ctx);
  },
};

/** The installed one; where there are several, the one of --cri-socket. It is not for us to choose. */
async function chooseRuntime(
  { host: { services }, options, signal }: JoinContext,
): Promise<typeof RUNTIMES[number]> {
  const asked = options.criSocket === undefined
    ? undefined
    : socketPath(options.criSocket).replace(/^\/run\//, "/var/run/");
  const found = await Promise.all(
    RUNTIMES.map(async (runtime) =>
      (await services.status(runtime.unit, signal)).found ? [runtime] : []
    ),
  );
  const installed = found.flat();
  const candidates = installed.filter(({ socket }) => asked === undefined || socket === asked);
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  const names = (only === undefined ? RUNTIMES : candidates).map(({ unit }) => unit).join(", ");
  return only === undefined
    ? refuse(`None of the services ${names} is here`, "install a container runtime: containerd")
    : refuse(
      `Several container runtimes are installed: ${names}`,
      "choose one with --cri-socket",
    );
}

async function awaitAnswer(
  socket: string,
  { host: { local }, clock, options, signal }: JoinContext,
): Promise<void> {
  if (options.dryRun) return;
  const end = clock.elapsedMs() + READY_MS;
  while (clock.elapsedMs() < end) {
    const { answer } = await askRuntime(local, socket, { timeoutMs: READY_MS, signal });
    if (answer !== undefined) return;
    await clock.sleep(POLL_MS, signal);
  }
}
