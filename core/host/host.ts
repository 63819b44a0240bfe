import type { Emit } from "../engine/events.ts";
import { createBareMachine, type HostOptions } from "./bare_machine.ts";
import { changeable } from "./kernel.ts";
import { journalFiles, journalHttps, journalServices } from "./journaled.ts";
import { writtenJournal } from "./journal.ts";
import { journalKernel } from "./journaled_kernel.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import type { Host } from "./types.ts";

export type { HostOptions };

/** A host that can be closed: connections, journal and lock go with it. */
export type OwnedHost = Host & Disposable;

/** The real machine, journalled; or, for a dry run, a look at it. */
export async function createHost(options: HostOptions): Promise<OwnedHost> {
  const { dryRun, emit, version, command } = options;
  const machine = await createBareMachine(options);
  const { host } = machine;
  const ledger = createLedger(host.root, version, command);
  const acting = dryRun ? await dryHostOf(host, options) : actingHost(host, ledger, emit);
  return {
    ...acting,
    [Symbol.dispose]() {
      machine[Symbol.dispose]();
      ledger.close();
    },
  };
}

/** A look at the machine; what only a dry run needs is loaded for it. */
async function dryHostOf(host: Host, { emit, changesCluster }: HostOptions): Promise<Host> {
  const { dryHost } = await import("./dry_run.ts");
  return { ...dryHost(host, emit), ...(changesCluster ? { https: host.https } : {}) };
}

/** A machine whose every change goes into a ledger first. */
export function actingHost(host: Host, ledger: Ledger, emit: Emit): Host {
  const { files, https, services, kernel, clock, root } = host;
  return {
    ...host,
    journal: writtenJournal(host.journal, ledger),
    files: journalFiles(files, { ledger, emit, root }),
    https: journalHttps(https, { ledger }),
    services: journalServices(services, { ledger, emit }, clock),
    kernel: changeable(kernel, journalKernel(kernel, { ledger, emit })),
  };
}
