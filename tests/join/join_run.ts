import { BUILD } from "../../core/build_facts.ts";
import { runCommandLine } from "../../core/cli/run.ts";
import type { JoinEvent } from "../../core/engine/events.ts";
import { createClock } from "../../core/host/clock.ts";
import { createHost } from "../../core/host/host.ts";
import { createResetHost } from "../../core/host/reset_host.ts";
import { runtimeFacts } from "../../core/host/runtime.ts";
import { phases } from "../../phases/manifest.ts";
import { plugins } from "../../plugins/manifest.ts";
import type { RequestRecord } from "../support/control_plane/request_log.ts";
import { pause } from "../support/pause.ts";
import type { Run } from "./case_file.ts";
import { fill, matches } from "./placeholders.ts";
import { createStandIn } from "./stand_in.ts";
import { meanwhile } from "./steps.ts";
import type { World } from "./world.ts";

/** How the output of a run is looked at. */
export type Form = "json" | "terminal" | "plain";

/** What one command line came to. */
export interface Ended {
  readonly args: readonly string[];
  readonly exit: number;
  readonly ms: number;
  readonly stdout: string;
  readonly stderr: string;
  /** With `json` alone. */
  readonly events: readonly JoinEvent[];
  /** What kubeworker sent, without what the kubelet did. */
  readonly requests: readonly RequestRecord[];
}

const GOOD_JOIN = [
  "join",
  "${ENDPOINT}",
  "--token",
  "${TOKEN}",
  "--discovery-token-ca-cert-hash",
  "${PIN}",
  // A join that goes wrong here must not hold up the others for minutes.
  ...["--timeout", "kubeletHealthCheck=20s,nodeRegistration=20s"],
];

/** Runs one command line of a case in this process, as the program itself would. */
export async function runJoin(world: World, run: Run, form: Form): Promise<Ended> {
  const { controlPlane, placeholders, machine } = world;
  const { root, services } = machine;
  const standIn = { root, services, hostName: placeholders.HOST_NAME ?? "" };
  const args = [
    ...fill([...run.args ?? GOOD_JOIN, ...run.flags], placeholders),
    ...["--root", machine.root],
    ...(form === "json" ? ["--output", "json"] : []),
  ];
  Object.assign(controlPlane.issuance, run.issuance);
  const events: JoinEvent[] = [];
  const interruption = new AbortController();
  const over = new AbortController();
  async function interrupt(afterMs: number): Promise<void> {
    if (await pause(afterMs, over.signal)) interruption.abort();
  }
  const pending: Promise<void>[] = [];
  const { interruptAt, interruptAfterMs } = run;
  if (interruptAt === undefined && interruptAfterMs !== undefined) {
    pending.push(interrupt(interruptAfterMs));
  }
  await using administrator = meanwhile(run.steps, controlPlane);
  function read(line: string): void {
    const event: JoinEvent = JSON.parse(line);
    const interrupts = interruptAt !== undefined && pending.length === 0 &&
      matches(event, interruptAt);
    if (interrupts) pending.push(interrupt(interruptAfterMs ?? 0));
    events.push(event);
    administrator.see(event);
  }
  const output = { stdout: "", stderr: "" };
  const sentBefore = controlPlane.requests.length;
  const began = performance.now();
  const exit = await runCommandLine({
    args,
    isTerminal: form === "terminal",
    columns: 120,
    out(text) {
      output.stdout += text;
      if (form === "json") read(text);
    },
    err: (text) => void (output.stderr += text),
    readInput: (name) => Deno.readFile(name),
    otherReaders: () => Promise.resolve(undefined),
    env: () => undefined,
    interruption: () => interruption.signal,
  }, {
    phases,
    plugins,
    version: "0.0.0-test",
    facts: { ...BUILD, ...runtimeFacts() },
    clock: createClock(),
    createHost: (options) => createStandIn(createHost, options, standIn),
    createResetHost: (options) => createStandIn(createResetHost, options, standIn),
  });
  const ms = performance.now() - began;
  over.abort();
  await Promise.all(pending);
  const requests = controlPlane.requests.slice(sentBefore)
    .filter(({ userAgent }) => userAgent.startsWith("kubeworker/"));
  return { args, exit, ms, events, requests, ...output };
}
