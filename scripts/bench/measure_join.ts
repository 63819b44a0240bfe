import type { JoinEvent } from "../../core/engine/events.ts";
import type { Lab } from "../../tests/lab/lab.ts";
import type { Contender } from "./contender.ts";
import type { ReadyWatch } from "./ready_watch.ts";
import { timeCommand } from "./timed_command.ts";

/** What one join came to. Times in ms from the command's start. */
export interface JoinMeasurement {
  joined: number;
  /** As systemd has it: when the kubelet's process was started. */
  kubeletStarted: number;
  /** As kubeworker's own events have it; kubeadm says nothing. */
  kubeletStartedSelf?: number;
  ready: number;
  requests: number;
  peakBytes: number;
}

/** Joins a fresh node. */
export async function measureJoin(
  cluster: Lab,
  contender: Contender,
  { name, watch }: { name: string; watch: ReadyWatch },
): Promise<JoinMeasurement> {
  await using node = await cluster.node(name);
  await contender.prepare(node);
  // Packages leave a kubelet that fails and is started again and again: its next start would fall anywhere.
  await node.exec("systemctl", "stop", "kubelet");
  await node.exec("sync");
  const { began, ended, peakBytes, stdout } = await timeCommand(node, contender.command(cluster));
  const ready = await watch.readyAt(name);
  const started = await startOf((...command) => node.exec(...command));
  const address = `10.77.0.${10 + Number(name.slice(1))}`;
  const requests = (await cluster.audit()).filter(({ source, userAgent, at }) =>
    source === address && userAgent.startsWith(contender.agent) && at >= began - 1
  );
  const self = ownStart(stdout);
  return {
    joined: ended - began,
    kubeletStarted: started - began,
    ...(self === undefined ? {} : { kubeletStartedSelf: self }),
    ready: ready - began,
    requests: requests.length,
    peakBytes,
  };
}

/** When the kubelet that runs was started, in ms since the epoch. @throws Error if it did not run since */
async function startOf(exec: (...command: string[]) => Promise<string>): Promise<number> {
  const shown = await exec(
    "systemctl",
    "show",
    "kubelet",
    "--timestamp=us+utc",
    "--property=ExecMainStartTimestamp,NRestarts,ActiveState",
  );
  const [, date, time] = /^ExecMainStartTimestamp=\w+ (\S+) (\S+) UTC$/m.exec(shown) ?? [];
  const at = Date.parse(`${date}T${time?.slice(0, 12)}Z`) + Number(time?.slice(12) ?? NaN) / 1000;
  if (Number.isNaN(at)) throw new Error(`Cannot read the kubelet's start: ${shown}`);
  if (!/^NRestarts=0$/m.test(shown) || !/^ActiveState=active$/m.test(shown)) {
    throw new Error(`The kubelet did not run through: ${shown}`);
  }
  return at;
}

/** The moment before the kubelet's start, by kubeworker's events; undefined for a program without. */
function ownStart(stdout: string): number | undefined {
  for (const line of stdout.split("\n")) {
    if (!line.startsWith("{")) continue;
    const event: JoinEvent = JSON.parse(line);
    if (event.kind === "service" && event.unit === "kubelet") return event.elapsedMs - event.ms;
  }
  return undefined;
}
