import type { Files } from "../host/types.ts";
import { isThere, listQuietly, readQuietly } from "./read_quietly.ts";

/** Where systemd keeps the control groups of services: cgroup v2, v1 and both at once. */
const SLICES = [
  "/sys/fs/cgroup/system.slice",
  "/sys/fs/cgroup/systemd/system.slice",
  "/sys/fs/cgroup/unified/system.slice",
];

/** systemd.unit(5), the most important first. */
const UNIT_FOLDERS = [
  "/etc/systemd/system",
  "/run/systemd/system",
  "/usr/local/lib/systemd/system",
  "/usr/lib/systemd/system",
  "/lib/systemd/system",
];

/** Whether a service with processes runs, by its control group: no program has to be asked. */
export async function isServiceAlive(files: Pick<Files, "stat">, name: string): Promise<boolean> {
  const groups = await Promise.all(
    SLICES.map((slice) => isThere(files, `${slice}/${name}.service`)),
  );
  return groups.includes(true);
}

/** Whether something starts a service at boot: by the administrator's choice, or by the distribution's. */
export async function isWanted(files: Pick<Files, "stat">, name: string): Promise<boolean> {
  const targets = ["multi-user", "basic", "sysinit", "network-pre", "network"];
  const links = await Promise.all(
    ["/etc/systemd/system", "/usr/lib/systemd/system"].flatMap((folder) =>
      targets.map((target) => isThere(files, `${folder}/${target}.target.wants/${name}.service`))
    ),
  );
  return links.includes(true);
}

/** The texts of a service's unit and of its drop-ins, in the order in which they count. */
export async function unitTexts(
  files: Pick<Files, "read" | "list">,
  name: string,
): Promise<string[]> {
  const units = await Promise.all(
    UNIT_FOLDERS.map((folder) => readQuietly(files, `${folder}/${name}.service`)),
  );
  const unit = units.find((text) => text !== undefined);
  const folders = [...UNIT_FOLDERS].reverse().map((folder) => `${folder}/${name}.service.d`);
  const dropIns = await Promise.all(folders.map(async (folder) => {
    const names = (await listQuietly(files, folder)).filter((file) => file.endsWith(".conf"));
    return await Promise.all(names.map((file) => readQuietly(files, `${folder}/${file}`)));
  }));
  return [unit, ...dropIns.flat()].filter((text) => text !== undefined);
}
