import type { JoinEvent } from "../../../core/engine/events.ts";
import type { Machine } from "./machine.ts";

/** Where a join is struck: as soon as it has shown so many events. */
export interface Strike {
  events: number;
  /** SIGKILL ends it; SIGSTOP holds it there, until the power goes. */
  signal: "KILL" | "STOP";
}

/** It runs in the node, where nothing lies between the event and the signal. */
const SCRIPT = `
events=$1 signal=$2; shift 2
rm -f /run/struck; mkfifo /run/struck
kubeworker join "$@" -o json -v > /run/struck 2> /dev/null & pid=$!
count=0
while read -r line; do
  count=$((count + 1)) last=$line
  [ $count = $events ] || continue
  kill -$signal $pid
  break
done < /run/struck
if [ $signal = KILL ]; then wait $pid; else false; fi
echo "$?"; echo "$last"`;

/** Runs a join until it is struck. @returns the event at which it was; undefined if it had ended before */
export async function struckJoin(
  node: Machine,
  args: readonly string[],
  { events, signal }: Strike,
): Promise<JoinEvent | undefined> {
  const output = await node.exec("bash", "-c", SCRIPT, "bash", String(events), signal, ...args);
  const [code = "", last = ""] = output.trim().split("\n");
  const struck = signal === "STOP" || code === "137";
  return struck ? JSON.parse(last) : undefined;
}

/** An event in a few words, for the name of a step. */
export function inWords(event: JoinEvent): string {
  const { kind } = event;
  if (kind === "file") return `file ${event.action} ${event.path}`;
  if (kind === "request") return `answer to ${event.method} ${new URL(event.url).pathname}`;
  if (kind === "service") return `${event.action} ${event.unit}`;
  if (kind === "phase-start" || kind === "phase-end") return `${kind} ${event.phase}`;
  if (kind === "waiting" || kind === "waited") return `${kind} for ${event.what}`;
  return kind;
}
