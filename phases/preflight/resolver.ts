import type { Files } from "../../core/host/types.ts";
import { RESOLVED_CONF } from "../../core/node/kubelet_configuration.ts";
import { findKubeletSetting } from "../../core/node/kubelet_settings.ts";
import { isAtLeast } from "../../core/node/kubelet_version.ts";
import { isThere, readQuietly } from "../../core/node/read_quietly.ts";
import { type Check, type Finding, warning } from "./check.ts";

const USUAL = "/etc/resolv.conf";
const MOST_SERVERS = 3;
/** The kubelet takes more of them since 1.26. */
const MOST_SEARCHES = 6;
const MORE_SEARCHES = 32;
const MORE_SEARCHES_SINCE = 26;

/** What pods are told about DNS: the kubelet copies it from the machine. */
export const resolverChecks: readonly Check[] = [
  {
    name: "ResolvConf",
    summary: "the name servers of this machine can be used by pods",
    group: "network",
    async run({ host: { files } }) {
      const path = await resolvConf(files);
      const text = await readQuietly(files, path);
      if (text === undefined) return await dangling(files, path);
      const servers = words(text, "nameserver");
      const looping = servers.filter((address) => /^(127\.|::1$)/.test(address));
      if (servers.length === 0) {
        return [
          warning(`${path} names no name server`, "pods resolve no names of the world outside"),
        ];
      }
      return looping.length === 0 ? [] : [
        warning(
          `${path} names ${
            looping.join(", ")
          }: inside a pod that is the pod itself, and CoreDNS asks itself for ever`,
          `let the kubelet have a file with the real name servers (resolvConf in its configuration), as systemd-resolved's ${RESOLVED_CONF}`,
        ),
      ];
    },
  },
  {
    name: "ResolvConfLimits",
    summary: "resolv.conf has no more than the kubelet passes on",
    group: "network",
    async run({ host: { files }, facts }) {
      const path = await resolvConf(files);
      const text = await readQuietly(files, path);
      if (text === undefined) return [];
      const version = await facts.kubeletVersion().catch(() => undefined);
      const mostSearches = version !== undefined && !isAtLeast(version, MORE_SEARCHES_SINCE)
        ? MOST_SEARCHES
        : MORE_SEARCHES;
      const counts: readonly [string, number, number][] = [
        ["name servers", words(text, "nameserver").length, MOST_SERVERS],
        ["search domains", words(text, "search").length, mostSearches],
      ];
      return counts.flatMap(([what, count, most]): Finding[] =>
        count <= most
          ? []
          : [warning(`${path} has ${count} ${what}; pods get ${most} of them`, "remove the others")]
      );
    },
  },
];

/** The file that the kubelet will read. */
async function resolvConf(files: Files): Promise<string> {
  const setting = await findKubeletSetting(files, "resolvConf");
  if (setting !== undefined) return setting.value;
  return await isThere(files, RESOLVED_CONF) ? RESOLVED_CONF : USUAL;
}

async function dangling(files: Files, path: string): Promise<Finding[]> {
  const target = await files.linkTarget(path).catch(() => undefined);
  return target === undefined ? [] : [
    warning(
      `${path} is a link to ${target}, which is not there: no pod can be started`,
      "start the service that writes it (`systemctl start systemd-resolved`), or write the file",
    ),
  ];
}

/** resolv.conf(5): the last `search` counts, every `nameserver` does. */
function words(text: string, keyword: "nameserver" | "search"): string[] {
  const lines = text.split("\n").map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first === keyword);
  const counting = keyword === "search" ? lines.slice(-1) : lines;
  return counting.flatMap((line) => keyword === "search" ? line.slice(1) : line.slice(1, 2));
}
