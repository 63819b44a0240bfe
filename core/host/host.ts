import { JoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import { createClock } from "./clock.ts";
import { dryHost } from "./dry_run.ts";
import { createExec } from "./exec.ts";
import { createFiles } from "./files.ts";
import { createHttps } from "./https.ts";
import { journalFiles, journalHttps, journalServices } from "./journaled.ts";
import { createLedger } from "./ledger.ts";
import { createLocal } from "./local.ts";
import { findServices } from "./services.ts";
import type { Clock, Host, Services } from "./types.ts";

export interface HostOptions {
  /** `/`, or a directory that stands for it. Absolute links inside it are followed as they stand. */
  root: string;
  dryRun: boolean;
  emit: Emit;
  version: string;
  clock?: Clock;
  /** In place of the machine's service manager: for a root that no init system runs. */
  services?: Services;
}

/** One spelling: `//` and `/.` are the machine itself, and are treated as such. */
async function realRoot(root: string): Promise<string> {
  try {
    return await Deno.realPath(root === "" ? "/" : root);
  } catch (cause) {
    throw new JoinError("usage", `Cannot use "${root}" as root: it is not a directory`, { cause });
  }
}

/** A host that can be closed: connections, journal and lock go with it. */
export type OwnedHost = Host & Disposable;

/** The real machine, journalled; or, for a dry run, a look at it. */
export async function createHost(options: HostOptions): Promise<OwnedHost> {
  const { emit, version } = options;
  const root = await realRoot(options.root);
  const clock = options.clock ?? createClock();
  // With it, node:https would send what we ask of the API server through a proxy of the environment.
  Deno.env.delete("NODE_USE_ENV_PROXY");
  const files = createFiles(root);
  const exec = createExec(root);
  const https = createHttps({ clock, emit, userAgent: `kubeworker/${version}` });
  const services = options.services ?? await findServices(root, exec, files);
  const ledger = createLedger(root, version);
  const look: Host = {
    root,
    machine: {
      os: Deno.build.os,
      uid: Deno.uid() ?? undefined,
      hostName: () => Deno.hostname(),
    },
    clock,
    files,
    exec,
    https,
    local: createLocal(root),
    services,
  };
  const acting = options.dryRun ? dryHost(look, emit) : {
    ...look,
    files: journalFiles(files, { ledger, emit, root }),
    https: journalHttps(https, { ledger }),
    services: journalServices(services, { ledger, emit }, clock),
  };
  return {
    ...acting,
    [Symbol.dispose]() {
      https.close();
      ledger.close();
    },
  };
}
