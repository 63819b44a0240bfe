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
    request: (request) => effects.run(aboutOf(request), () => https.request(request)),
    stream: (request) => effects.run(aboutOf(request), () => https.stream(request)),
  };
}

/** Method and path; a request's own name is made of its key, and so it is another one each time. */
function aboutOf(
  { method, url, trust }: Parameters<Https["request"]>[0],
): { kind: "request"; name: string } {
  const { pathname, searchParams } = new URL(url);
  const path = pathname.replace(/node-csr-[-\w]{43}/, "NAME");
  const how = trust.kind === "ca" ? "" : " unverified";
  const watch = searchParams.has("watch") ? " watch" : "";
  return { kind: "request", name: `${method}${watch} ${path}${how}` };
}

function watchServices(services: Services, effects: Effects): Services {
  const act =
    (action: "restart" | "stop" | "start" | "enable" | "disable"): Services["stop"] =>
    (unit, signal) =>
      effects.run(
        { kind: "service", name: `${action} ${unit}` },
        () => services[action](unit, signal),
      );
  return {
    ...services,
    restart: act("restart"),
    stop: act("stop"),
    start: act("start"),
    enable: act("enable"),
    disable: act("disable"),
  };
}
