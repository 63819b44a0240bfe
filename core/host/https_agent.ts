import type { Agent, AgentOptions } from "node:https";
import { JoinError } from "../engine/errors.ts";
import { openTunnel } from "./proxy_tunnel.ts";
import { systemRoots, usableCertificates } from "./system_roots.ts";
import type { HttpsRequest, Route } from "./types.ts";
import { loadInTurn } from "./load_in_turn.ts";

/** How long a name's next address waits for the one before, in ms (RFC 8305 §5). */
const NEXT_ADDRESS_MS = 250;

/** Connections by the ground of their trust: none is used for a request of another one. */
export interface Agents {
  for(request: HttpsRequest): Promise<Agent>;
  close(): void;
}

/** @param root directory that stands for `/`: the machine's public roots are read below it */
export function createAgents(root: string): Agents {
  const agents = new Map<string, Agent>();
  const tunnels = new Set<{ destroy(): unknown }>();

  async function make(request: HttpsRequest, options: AgentOptions): Promise<Agent> {
    const { Agent } = await loadInTurn(() => import("node:https"));
    const { route } = request;
    const agent = new Agent({ ...options, ...connectOptions(route) });
    if (route !== undefined && "proxy" in route) {
      Object.assign(agent, { createConnection: openTunnel(route.proxy, tunnels) });
    }
    return agent;
  }

  return {
    async for(request) {
      const { trust } = request;
      if (trust.kind === "insecure") {
        return await make(request, { keepAlive: false, rejectUnauthorized: false });
      }
      const ca = trust.kind === "ca" ? trust.ca.pem : rootsOf(trust.pem, root);
      const { certificatePem, keyPem } = request.client ?? {};
      const key = JSON.stringify([ca, certificatePem, routeKey(request.route)]);
      const known = agents.get(key);
      if (known !== undefined) return known;
      const agent = await make(request, {
        keepAlive: true,
        rejectUnauthorized: true,
        ca,
        ...(certificatePem === undefined || keyPem === undefined
          ? {}
          : { cert: certificatePem, key: keyPem.reveal() }),
      });
      agents.set(key, agent);
      return agent;
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
      for (const tunnel of tunnels) tunnel.destroy();
      agents.clear();
      tunnels.clear();
    },
  };
}

/** Where one connection was forgotten on the way, those that lie idle beside it were too. */
export function dropIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets ?? {})) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}

/** Never the empty text: to node:https that is no list, and would mean the public roots. */
function rootsOf(pem: string | undefined, root: string): string {
  if (pem === undefined) return systemRoots(root);
  const usable = usableCertificates(pem);
  if (usable !== "") return usable;
  throw new JoinError("ca-malformed", "None of the CA certificates given can be read");
}

function routeKey(route: Route | undefined): string {
  if (route === undefined) return "";
  return "address" in route ? route.address : `via ${route.proxy.shown}`;
}

/** One address stands for the name; or all that the name has, the dead ones costing little. */
function connectOptions(route: Route | undefined): AgentOptions {
  const everyAddress = {
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
  };
  if (route === undefined || !("address" in route)) return everyAddress;
  const { address } = route;
  const found = { address, family: address.includes(":") ? 6 : 4 };
  return {
    lookup(_name, options, done) {
      if (options.all === true) done(null, [found]);
      else done(null, address, found.family);
    },
  };
}
