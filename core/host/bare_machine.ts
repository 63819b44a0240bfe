import { JoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import { createClock } from "./clock.ts";
import { createExec } from "./exec.ts";
import { createFiles } from "./files.ts";
import { createHttps } from "./https.ts";
import { createInputs } from "./inputs.ts";
import { createKernel, imageKernel } from "./kernel.ts";
import { readOnlyJournal } from "./journal.ts";
import { createLocal } from "./local.ts";
import { createDrafts } from "./raw_files.ts";
import { createReports } from "./reports.ts";
import { createSandbox } from "./sandbox.ts";
import { findServices } from "./services.ts";
import type { Clock, Host, Services } from "./types.ts";

export interface HostOptions {
  /** `/`, or a directory that stands for it. Absolute links inside it are followed as they stand. */
  root: string;
  dryRun: boolean;
  /** In a dry run: requests that change the cluster are sent all the same. */
  changesCluster?: boolean | undefined;
  emit: Emit;
  version: string;
  /** As the lock shows it to others: `join`, `reset`. */
  command?: string | undefined;
  clock?: Clock;
  /** In place of the machine's service manager: for a root that no init system runs. */
  services?: Services;
}

/** The machine without journal, to be looked at or wrapped. */
export interface BareMachine extends Disposable {
  readonly host: Host;
}

export async function createBareMachine(options: HostOptions): Promise<BareMachine> {
  const { emit, version } = options;
  const root = await realRoot(options.root);
  const clock = options.clock ?? createClock();
  // With it, node:https would send what we ask of the API server through a proxy of the environment.
  Deno.env.delete("NODE_USE_ENV_PROXY");
  // With these, a copy of a compiled program would run another module than its own.
  for (const name of ["DENO_INTERNAL_CHILD_ENTRYPOINT", "NODE_CHANNEL_FD"]) Deno.env.delete(name);
  const files = createFiles(root);
  const exec = createExec(root);
  const https = createHttps({ clock, emit, userAgent: `kubeworker/${version}`, root });
  const kernel = createKernel(root, exec, files);
  // Where services run, a machine does.
  const live = root === "/" || options.services !== undefined;
  const host: Host = {
    root,
    machine: {
      os: Deno.build.os,
      uid: Deno.uid() ?? undefined,
      hostName: () => Deno.hostname(),
    },
    clock,
    files,
    journal: readOnlyJournal(root, files),
    inputs: createInputs(),
    exec,
    https,
    local: createLocal(root),
    services: options.services ?? await findServices(root, exec, files),
    kernel: live ? kernel : imageKernel(kernel),
    sandbox: createSandbox(root),
    drafts: createDrafts(),
    reports: createReports(root),
  };
  return { host, [Symbol.dispose]: () => https.close() };
}

/** One spelling: `//` and `/.` are the machine itself, and are treated as such. */
async function realRoot(root: string): Promise<string> {
  try {
    return await Deno.realPath(root === "" ? "/" : root);
  } catch (cause) {
    throw new JoinError("usage", `Cannot use "${root}" as root: it is not a directory`, { cause });
  }
}
