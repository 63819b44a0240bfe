import { JoinError } from "../engine/errors.ts";
import { allProcesses } from "./sandbox_members.ts";

/** systemd's range for users that exist while a service runs (systemd.exec(5), DynamicUser=). */
const FIRST = 61_184;
const LAST = 65_519;

/**
 * A user id that nobody has: no process, no entry in /etc/passwd, no service of systemd.
 *
 * @throws JoinError `plugin-unconfined`
 */
export function freeUserId(): number {
  const taken = new Set<number>();
  for (const { uids } of allProcesses()) for (const uid of uids) taken.add(uid);
  for (const line of read("/etc/passwd").split("\n")) taken.add(Number(line.split(":")[2]));
  const count = LAST - FIRST + 1;
  const start = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  for (let step = 0; step < count; step++) {
    const uid = FIRST + (start + step) % count;
    if (!taken.has(uid) && !isDynamicUser(uid)) return uid;
  }
  throw new JoinError("plugin-unconfined", `Every user id from ${FIRST} to ${LAST} is taken`, {
    hint: "end the processes that have them",
  });
}

function isDynamicUser(uid: number): boolean {
  try {
    Deno.lstatSync(`/run/systemd/dynamic-uid/${uid}`);
    return true;
  } catch {
    return false;
  }
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/**
 * What keeps another user without groups from a file: the file itself or a directory above it. Access
 * control lists are not looked at.
 */
export function closedToOthers(path: string, to: "read" | "execute"): string | undefined {
  const parts = path.split("/").slice(1);
  for (let depth = 1; depth <= parts.length; depth++) {
    const place = `/${parts.slice(0, depth).join("/")}`;
    const needed = depth < parts.length ? 0o001 : to === "read" ? 0o004 : 0o005;
    if (((Deno.statSync(place).mode ?? 0) & needed) !== needed) return place;
  }
  return undefined;
}
