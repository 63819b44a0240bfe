import type { Services } from "../../core/host/types.ts";

type Action =
  | "status"
  | "restart"
  | "stop"
  | "start"
  | "enable"
  | "disable"
  | "reload"
  | "lastLines";

/** A service manager that outlives whoever asks it, as systemd does: it answers on the loopback interface. */
export interface ServiceManager extends AsyncDisposable {
  readonly url: string;
}

export function serveServices(services: Services): ServiceManager {
  const { signal } = new AbortController();
  async function answer(request: Request): Promise<Response> {
    const { action, unit, count } = await request.json();
    const name: Action = action;
    if (name === "status") return Response.json(await services.status(unit, signal));
    if (name === "lastLines") return Response.json(await services.lastLines(unit, count, signal));
    if (name === "reload") await services.reload(signal);
    else await services[name](unit, signal);
    return Response.json(null);
  }
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The same from the other side. */
export function remoteServices(url: string): Services {
  async function ask<T>(action: Action, unit = "", count = 0): Promise<T> {
    const body = JSON.stringify({ action, unit, count });
    const response = await fetch(url, { method: "POST", body });
    return await response.json();
  }
  return {
    kind: "systemd",
    status: (unit) => ask("status", unit),
    restart: (unit) => ask("restart", unit),
    stop: (unit) => ask("stop", unit),
    start: (unit) => ask("start", unit),
    enable: (unit) => ask("enable", unit),
    disable: (unit) => ask("disable", unit),
    reload: () => ask("reload"),
    lastLines: (unit, count) => ask("lastLines", unit, count),
  };
}
