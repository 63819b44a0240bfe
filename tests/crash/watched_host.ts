import type { Host, Https, Services } from "../../core/host/types.ts";
import type { Effects } from "./effects.ts";

/** A host whose requests and service calls are effects, each: sent or not, answered or not. */
export function watchHost<H extends Host>(host: H, effects: Effects): H {
  return {
    ...host,
    https: watchHttps(host.https, effects),
    services: watchServices(host.services, effects),
  };
}

function watchHttps(https: Https, effects: Effects): Https {
  return {
    ...https,
    request: (request) => effects.run(nameOf(request), () => https.request(request)),
    stream: (request) => effects.run(nameOf(request), () => https.stream(request)),
  };
}

/** Method and path; a request's own name is made of its key, and so it is another one each time. */
function nameOf({ method, url, trust }: Parameters<Https["request"]>[0]): string {
  const { pathname, searchParams } = new URL(url);
  const path = pathname.replace(/node-csr-[-\w]{43}/, "NAME");
  const how = trust.kind === "ca" ? "" : " unverified";
  return `${method}${searchParams.has("watch") ? " watch" : ""} ${path}${how}`;
}

function watchServices(services: Services, effects: Effects): Services {
  const act =
    (action: "restart" | "stop" | "start" | "enable" | "disable"): Services["stop"] =>
    (unit, signal) => effects.run(`${action} ${unit}`, () => services[action](unit, signal));
  return {
    ...services,
    restart: act("restart"),
    stop: act("stop"),
    start: act("start"),
    enable: act("enable"),
    disable: act("disable"),
  };
}
