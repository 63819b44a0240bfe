import type { Files } from "../../core/host/types.ts";
import { isOlder, kernelRelease } from "../../core/node/kernel_release.ts";
import { readNumber } from "../../core/node/read_quietly.ts";
import { unitTexts } from "../../core/node/units.ts";
import { type Check, type Finding, warning } from "./check.ts";

/** The kubelet's maxOpenFiles. */
const KUBELET_FILES = 1_000_000;
/** Containers get the limit of their runtime's service. */
const SERVICE_FILES = 65_536;
/** For this many bits, kernels before 5.6 let a reader wait. */
const ENTROPY = 128;

interface Limit {
  readonly setting: string;
  readonly least: number;
  readonly because: string;
}

const OPEN_FILES: readonly Limit[] = [
  { setting: "fs.nr_open", least: KUBELET_FILES, because: "the kubelet asks for that many" },
  { setting: "fs.file-max", least: 100_000, because: "all pods together share them" },
];

/** The kernel's own defaults: whoever set less did so for another purpose. */
const INOTIFY: readonly Limit[] = [
  { setting: "fs.inotify.max_user_instances", least: 128, because: "all pods together share them" },
  { setting: "fs.inotify.max_user_watches", least: 8192, because: "all pods together share them" },
];

/** The least that kube-proxy asks of each core. */
const CONNTRACK: Limit = {
  setting: "net.netfilter.nf_conntrack_max",
  least: 32_768,
  because: "with more connections than that, new ones are dropped",
};

/** Limits that a node reaches before others do. */
export const limitChecks: readonly Check[] = [
  {
    name: "OpenFiles",
    summary: "the kubelet and the containers may open enough files",
    group: "machine",
    async run({ host: { files } }) {
      const services = ["kubelet", "containerd", "crio"];
      const low = await Promise.all(services.map((name) => lowService(files, name)));
      return [...await tooLow(files, OPEN_FILES), ...low.flat()];
    },
  },
  {
    name: "InotifyLimits",
    summary: "enough files can be watched",
    group: "kernel",
    run: ({ host: { files } }) => tooLow(files, INOTIFY),
  },
  {
    name: "ConntrackMax",
    summary: "the kernel keeps track of enough connections",
    group: "kernel",
    run: ({ host: { files } }) => tooLow(files, [CONNTRACK]),
  },
  {
    name: "Entropy",
    summary: "the kernel has random numbers for keys",
    group: "machine",
    async run({ host: { files } }) {
      const bits = await readNumber(files, "/proc/sys/kernel/random/entropy_avail");
      const release = await kernelRelease(files);
      if (bits === undefined || bits >= ENTROPY) return [];
      if (release === undefined || !isOlder(release, 5, 6)) return [];
      return [
        warning(
          `The kernel ${release} has ${bits} bits of entropy left: programs that make keys may have to wait`,
          "install haveged or rng-tools, or give the virtual machine a random number device",
        ),
      ];
    },
  },
];

async function tooLow(files: Files, limits: readonly Limit[]): Promise<Finding[]> {
  const found = await Promise.all(limits.map(async ({ setting, least, because }) => {
    const value = await readNumber(files, `/proc/sys/${setting.replaceAll(".", "/")}`);
    if (value === undefined || value >= least) return [];
    return [
      warning(
        `${setting} is ${value}: ${because}`,
        `\`sysctl -w ${setting}=${least}\`, and the same in /etc/sysctl.d for the next boot`,
      ),
    ];
  }));
  return found.flat();
}

/** systemd.exec(5): `LimitNOFILE=` takes a number, or a soft and a hard one. */
async function lowService(files: Files, name: string): Promise<Finding[]> {
  const texts = (await unitTexts(files, name)).join("\n");
  const limit = [...texts.matchAll(/^\s*LimitNOFILE=(\S+)\s*$/gm)].at(-1)?.[1]?.split(":").at(-1);
  if (limit === undefined || !/^\d+$/.test(limit) || Number(limit) >= SERVICE_FILES) return [];
  return [
    warning(
      `The service ${name} may open ${limit} files, by LimitNOFILE in its unit`,
      `\`systemctl edit ${name}\`, with LimitNOFILE=1048576 under [Service]`,
    ),
  ];
}
