import type { Call, Verb } from "./call.ts";

/** What a path is about: a resource of an API group, or just a path. */
export type Route =
  | (
    & { kind: "resource"; group: string; resource: string }
    & Pick<
      Call,
      "verb" | "version" | "namespace" | "name" | "subresource"
    >
  )
  | { kind: "path" };

const verbs: Record<string, Verb> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** Takes a request line apart as the API server's request-info resolver does. */
export function routeOf(method: string, pathname: string, query: URLSearchParams): Route {
  const segments = pathname.split("/").filter((segment) => segment !== "").map(decodeURIComponent);
  const core = segments[0] === "api";
  if (!core && segments[0] !== "apis") return { kind: "path" };
  const group = core ? "" : segments[1];
  const version = segments[core ? 1 : 2];
  let rest = segments.slice(core ? 2 : 3);
  let namespace: string | undefined;
  if (rest[0] === "namespaces" && rest.length > 2) {
    namespace = rest[1];
    rest = rest.slice(2);
  }
  const [resource, name, subresource] = rest;
  if (group === undefined || version === undefined || resource === undefined) {
    return { kind: "path" };
  }
  return {
    kind: "resource",
    group,
    version,
    resource,
    verb: verbs[method] ?? readingVerb(name, query),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function readingVerb(name: string | undefined, query: URLSearchParams): Verb {
  if (["true", "1"].includes(query.get("watch") ?? "")) return "watch";
  return name === undefined ? "list" : "get";
}
