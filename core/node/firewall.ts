import type { Files } from "../host/types.ts";
import { listQuietly, readQuietly } from "./read_quietly.ts";
import { isServiceAlive, isWanted } from "./units.ts";

/** A firewall that is on, and of whose rules none lets the port in. */
export interface ClosedPort {
  readonly firewall: "firewalld" | "ufw" | "nftables" | "iptables";
  /** Where it says so. */
  readonly path: string;
}

type Look = Pick<Files, "read" | "list" | "stat">;

/**
 * The firewalls of this machine that keep a TCP port closed, by their own files: what is in the kernel
 * cannot be read there. Where a file leaves room for doubt, it counts as open.
 */
export async function closedPorts(files: Look, port: number): Promise<ClosedPort[]> {
  const found = await Promise.all([
    firewalld(files, port),
    ufw(files, port),
    nftables(files, port),
    iptables(files, port),
  ]);
  return found.filter((closed) => closed !== undefined);
}

/** @see firewalld.zone(5): any zone that names the port, or a service of that port, will do */
async function firewalld(files: Look, port: number): Promise<ClosedPort | undefined> {
  if (!await isServiceAlive(files, "firewalld")) return undefined;
  const folder = "/etc/firewalld";
  const main = await readQuietly(files, `${folder}/firewalld.conf`) ?? "";
  if (/^DefaultZone=trusted\s*$/m.test(main)) return undefined;
  const names = (await listQuietly(files, `${folder}/zones`)).filter((name) =>
    name.endsWith(".xml")
  );
  const zones = await Promise.all(
    names.map((name) => readQuietly(files, `${folder}/zones/${name}`)),
  );
  const text = zones.join("\n");
  const ports = [...text.matchAll(/<port\b[^>]*\bport="([\d-]+)"/g)].map(([, range]) => range);
  const isOpen = ports.some((range = "") => holds(range.split("-"), port)) ||
    /<service name="kube(let|let-worker|-worker)?"/.test(text) || /target="ACCEPT"/.test(text);
  return isOpen ? undefined : { firewall: "firewalld", path: `${folder}/zones` };
}

/** @see ufw-framework(8): each rule stands in user.rules as a `tuple`, too */
async function ufw(files: Look, port: number): Promise<ClosedPort | undefined> {
  const main = await readQuietly(files, "/etc/ufw/ufw.conf") ?? "";
  const defaults = await readQuietly(files, "/etc/default/ufw") ?? "";
  const path = "/etc/ufw/user.rules";
  const rules = await readQuietly(files, path) ?? "";
  const closes = /^DEFAULT_INPUT_POLICY="?(DROP|REJECT)/m.test(defaults);
  if (!/^ENABLED="?yes/m.test(main) || !closes) return undefined;
  const tuples = [...rules.matchAll(/^### tuple ### (?:allow|limit)\S* (tcp|any) (\S+) .* in/gm)];
  const isOpen = tuples.some(([, , ports = ""]) =>
    ports === "any" || ports.split(",").some((range) => holds(range.split(":"), port))
  );
  return isOpen ? undefined : { firewall: "ufw", path };
}

async function nftables(files: Look, port: number): Promise<ClosedPort | undefined> {
  const path = "/etc/nftables.conf";
  const text = await readQuietly(files, path);
  if (text === undefined || !await isWanted(files, "nftables")) return undefined;
  const rules = text.replace(/#.*$/gm, "");
  const drops = /hook\s+input[^{}]*policy\s+drop/.test(rules);
  // Other files, sets and variables may hold the port.
  const isOpaque = /\binclude\b|\bdefine\b|@\w|\$\w/.test(rules);
  const ports = [...rules.matchAll(/\bdport\s+(\{[^}]*\}|\S+)/g)]
    .flatMap(([, list = ""]) => list.replace(/[{}\s]/g, "").split(","));
  const isOpen = ports.some((range) => holds(range.split("-"), port));
  return drops && !isOpaque && !isOpen ? { firewall: "nftables", path } : undefined;
}

/** What iptables-persistent and the service of that name load at boot. */
async function iptables(files: Look, port: number): Promise<ClosedPort | undefined> {
  const places = [["/etc/iptables/rules.v4", "netfilter-persistent"], [
    "/etc/sysconfig/iptables",
    "iptables",
  ]] as const;
  for (const [path, service] of places) {
    const rules = await readQuietly(files, path);
    if (rules === undefined || !await isWanted(files, service)) continue;
    const closes = /^:INPUT (DROP|REJECT)/m.test(rules) ||
      /^-A INPUT -j (DROP|REJECT)/m.test(rules);
    const ports = [...rules.matchAll(/--dports? (\S+)/g)].flatMap(([, list = ""]) =>
      list.split(",")
    );
    const isOpen = ports.some((range) => holds(range.split(":"), port)) ||
      /^-A INPUT (-[is] \S+ |-[pm] tcp )+-j ACCEPT/m.test(
        rules.replace(/^-A INPUT -i lo .*$/gm, ""),
      );
    // Another program may fill its own chains.
    const isOpaque = /^-A INPUT (?:-\S+ \S+ )*-j (?!ACCEPT|DROP|REJECT|LOG)\S/m.test(rules);
    if (closes && !isOpaque && !isOpen) return { firewall: "iptables", path };
  }
  return undefined;
}

function holds([from = "", to = from]: readonly string[], port: number): boolean {
  return Number(from) <= port && port <= Number(to);
}
