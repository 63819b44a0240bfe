import type { PluginListing } from "../../config/worker_configuration.ts";
import { JoinError } from "../../engine/errors.ts";
import type { PluginMetadata } from "./metadata.ts";

type Permissions = PluginMetadata["permissions"];

/**
 * What a plugin may do: what it asks for, all of which has to be granted. `*` asks for whatever hosts or
 * paths are granted, which may be none.
 *
 * @throws JoinError `plugin-forbidden`, naming what is not granted and the line that would grant it
 */
export function intersect(
  name: string,
  asked: Permissions,
  granted: PluginListing["permissions"],
): Permissions {
  const net = missing(asked.net, granted.net, coversHost);
  const read = missing(asked.read, granted.read, coversPath);
  const vouch = asked.vouch && !granted.vouch;
  const lacks = [
    ...net.map((host) => `net=${host}`),
    ...read.map((path) => `read=${path}`),
    ...(vouch ? ["vouch"] : []),
  ];
  if (lacks.length > 0) {
    const lines = [
      ...(net.length > 0 ? [`net: ${list([...granted.net, ...net])}`] : []),
      ...(read.length > 0 ? [`read: ${list([...granted.read, ...read])}`] : []),
      ...(vouch ? ["vouch: true"] : []),
    ];
    throw new JoinError(
      "plugin-forbidden",
      `Plugin "${name}" asks for ${lacks.join(", ")}, which its listing does not grant`,
      {
        hint: `if you agree, write under its \`permissions\`: ${lines.join(", ")}`,
        detail: { missing: lacks },
      },
    );
  }
  return {
    net: effective(asked.net, granted.net),
    read: effective(asked.read, granted.read),
    vouch: asked.vouch,
  };
}

/** As in `net=10.0.0.53:53`, for events and the result. */
export function describePermissions({ net, read, vouch }: Permissions): string[] {
  return [
    ...net.map((host) => `net=${host}`),
    ...read.map((path) => `read=${path}`),
    ...(vouch ? ["vouch"] : []),
  ];
}

function missing(
  asked: readonly string[],
  granted: readonly string[],
  covers: (grant: string, entry: string) => boolean,
): string[] {
  return asked.filter((entry) => entry !== "*" && !granted.some((grant) => covers(grant, entry)));
}

function effective(asked: readonly string[], granted: readonly string[]): string[] {
  const all = asked.flatMap((entry) => entry === "*" ? granted : [entry]);
  return [...new Set(all)];
}

/** A grant without a port is for all of them. */
function coversHost(grant: string, entry: string): boolean {
  const [host, wanted] = [grant.toLowerCase(), entry.toLowerCase()];
  return wanted === host || wanted.replace(/:\d+$/, "") === host;
}

function coversPath(grant: string, entry: string): boolean {
  return entry === grant || entry.startsWith(`${grant}/`);
}

function list(entries: readonly string[]): string {
  return `[${
    entries.map((entry) => /^[\w./:-]+$/.test(entry) ? entry : JSON.stringify(entry)).join(", ")
  }]`;
}
