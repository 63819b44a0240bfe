import type { Files } from "../../core/host/types.ts";
import { isThere, listQuietly, readQuietly } from "../../core/node/read_quietly.ts";
import { type Check, warning } from "./check.ts";

const MODULE_STORES = [
  "/var/lib/selinux/targeted/active/modules",
  "/etc/selinux/targeted/active/modules",
];

/** What keeps programs from things: it has to know containers. */
export const securityChecks: readonly Check[] = [
  {
    name: "SELinux",
    summary: "SELinux, where it is enforced, has a policy for containers",
    group: "machine",
    async run({ host }) {
      const enforced = await readQuietly(host.files, "/sys/fs/selinux/enforce");
      if (enforced?.trim() !== "1" || await hasContainerPolicy(host.files)) return [];
      return [
        warning(
          "SELinux is enforced, and its policy for containers is not installed",
          "install container-selinux, or containers are refused access to their own files",
        ),
      ];
    },
  },
  {
    name: "AppArmor",
    summary: "the profile of containers can be loaded where AppArmor is on",
    group: "machine",
    async run({ host }) {
      const on = await readQuietly(host.files, "/sys/module/apparmor/parameters/enabled");
      if (on?.trim() !== "Y" || await host.exec.has("apparmor_parser")) return [];
      return [
        warning(
          "AppArmor is on, but there is no apparmor_parser to load the profile of containers",
          "install the package apparmor: without it containers may not start",
        ),
      ];
    },
  },
];

/** Packages put their modules under a number, their priority. */
async function hasContainerPolicy(files: Files): Promise<boolean> {
  for (const store of MODULE_STORES) {
    for (const priority of await listQuietly(files, store)) {
      if (await isThere(files, `${store}/${priority}/container`)) return true;
    }
  }
  return false;
}
