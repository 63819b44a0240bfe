import type { HostOptions, OwnedHost } from "../../core/host/host.ts";
import type { Services } from "../../core/host/types.ts";
import { callRuntime } from "./runtime.ts";

/** What a stand-in machine has in the place of what only a real one has. */
export interface StandInMachine {
  root: string;
  hostName: string;
  services: Services;
}

/** The host of the program, without what is only so on the machine that runs the test. */
export async function createStandIn<H extends OwnedHost>(
  create: (options: HostOptions) => Promise<H>,
  options: HostOptions,
  { root, hostName, services }: StandInMachine,
): Promise<H> {
  const host = await create({ ...options, services });
  return {
    ...host,
    machine: { ...host.machine, hostName: () => hostName },
    local: {
      ...host.local,
      grpc: callRuntime(root),
      canListen: () => true,
      resolve: (name) => Promise.resolve(name === hostName ? ["127.0.0.1"] : []),
    },
  };
}
