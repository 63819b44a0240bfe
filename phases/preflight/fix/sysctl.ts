import type { JoinContext } from "../../../core/context.ts";
import type { Fix } from "./fix.ts";
import { BRIDGE_MODULE, loadNowAndAtBoot } from "./modules.ts";
import { withLine } from "./settings_file.ts";

const DIRECTORY = "/etc/sysctl.d";
const OWN = "90-kubeworker.conf";
const PATH = `${DIRECTORY}/${OWN}`;

interface Setting {
  /** The check. */
  readonly name: string;
  readonly sysctl: string;
  readonly summary: string;
  /** The module that brings the setting. */
  readonly module?: string;
}

const SETTINGS: readonly Setting[] = [
  {
    name: "FileContent--proc-sys-net-ipv4-ip_forward",
    sysctl: "net.ipv4.ip_forward",
    summary: "let the kernel forward IPv4 packets",
  },
  {
    name: "FileContent--proc-sys-net-ipv6-conf-default-forwarding",
    sysctl: "net.ipv6.conf.default.forwarding",
    summary: "let the kernel forward IPv6 packets",
  },
  {
    name: "FileContent--proc-sys-net-bridge-bridge-nf-call-iptables",
    sysctl: "net.bridge.bridge-nf-call-iptables",
    summary: "let packets on bridges pass through iptables",
    module: BRIDGE_MODULE,
  },
  {
    name: "FileContent--proc-sys-net-bridge-bridge-nf-call-ip6tables",
    sysctl: "net.bridge.bridge-nf-call-ip6tables",
    summary: "let IPv6 packets on bridges pass through ip6tables",
    module: BRIDGE_MODULE,
  },
];

/** Settings of the kernel that have to be 1: now, and at the next boot. */
export const sysctlFixes: readonly Fix[] = SETTINGS.map((setting) => ({
  name: setting.name,
  summary: setting.summary,
  changes: [
    ...(setting.module === undefined ? [] : [`loads ${setting.module}, now and at every boot`]),
    `writes ${setting.sysctl} = 1 into ${PATH} (0644)`,
    `sets ${setting.sysctl} to 1 now`,
  ],
  run: (ctx) => set(setting, ctx),
}));

async function set({ sysctl, module }: Setting, ctx: JoinContext): Promise<void> {
  const { files, kernel } = ctx.host;
  if (module !== undefined) await loadNowAndAtBoot(module, ctx);
  await files.makeDirectory(DIRECTORY, 0o755);
  const text = withLine(await files.read(PATH), sysctl, `${sysctl} = 1`);
  await files.write(PATH, text, { mode: 0o644 });
  await kernel.set(sysctl, "1");
  const later = await overriding(sysctl, ctx);
  if (later === undefined) return;
  ctx.emit({
    kind: "note",
    level: "warning",
    text: `${later} sets ${sysctl} to another value, and is read after ${PATH} at boot`,
    hint: `take the line out of ${later}`,
  });
}

/** The file that has the last word at boot, if it says otherwise (sysctl.d(5)). */
async function overriding(sysctl: string, { host }: JoinContext): Promise<string | undefined> {
  const names = (await host.files.list(DIRECTORY)).filter((name) =>
    name.endsWith(".conf") && name > OWN
  );
  let found: string | undefined;
  for (const path of [...names.map((name) => `${DIRECTORY}/${name}`), "/etc/sysctl.conf"]) {
    for (const line of (await host.files.read(path) ?? "").split("\n")) {
      const [key = "", value = ""] = line.replace(/^\s*-/, "").split("=", 2);
      if (key.trim().replaceAll("/", ".") !== sysctl) continue;
      found = value.trim() === "1" ? undefined : path;
    }
  }
  return found;
}
