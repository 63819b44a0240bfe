import type { Files } from "../../core/host/types.ts";
import { listQuietly, readNumber, readQuietly } from "../../core/node/read_quietly.ts";
import { type Check, warning } from "./check.ts";

const MOST = "/proc/sys/fs/inotify/max_user_instances";
/** What a node's own pods (network, DNS, logs, metrics) use soon. */
const SPARE = 32;

/** How much is in use of what Linux gives to each user: root's, since most containers are root's. */
export const inotifyChecks: readonly Check[] = [
  {
    name: "InotifyUse",
    summary: "root has inotify instances left for pods",
    group: "kernel",
    slow: true,
    async run({ host: { files }, signal }) {
      const most = await readNumber(files, MOST);
      if (most === undefined) return [];
      const used = await countInstances(files, signal);
      if (most - used >= SPARE) return [];
      return [
        warning(
          `root's programs have ${used} of ${most} inotify instances: pods will find "too many open files"`,
          "`sysctl -w fs.inotify.max_user_instances=8192`, and the same in /etc/sysctl.d for the next boot",
        ),
      ];
    },
  },
];

async function countInstances(files: Files, signal: AbortSignal): Promise<number> {
  let count = 0;
  for (const process of await listQuietly(files, "/proc")) {
    signal.throwIfAborted();
    if (!/^\d+$/.test(process)) continue;
    const status = await readQuietly(files, `/proc/${process}/status`) ?? "";
    if (!/^Uid:\s+0\s/m.test(status)) continue;
    const folder = `/proc/${process}/fd`;
    const targets = await Promise.all(
      (await listQuietly(files, folder)).map((fd) =>
        files.linkTarget(`${folder}/${fd}`).catch(() => undefined)
      ),
    );
    count += targets.filter((target) => target === "anon_inode:inotify").length;
  }
  return count;
}
