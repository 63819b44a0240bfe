import type { PluginMetadata } from "../../discovery/user/metadata.ts";

/** What to paste into config.yaml under `plugins:`. `*` is for the operator to replace. */
export function listingText(
  { name, permissions }: PluginMetadata,
  { file, sha256 }: { file: string; sha256: string },
): string {
  const { net, read, vouch } = permissions;
  const asked = [
    ...(net.length > 0 ? [`net: ${list(net)}`] : []),
    ...(read.length > 0 ? [`read: ${list(read)}`] : []),
    ...(vouch ? ["vouch: true"] : []),
  ];
  const open = [...net, ...read].includes("*");
  return [
    "plugins:",
    `  - name: ${name}`,
    `    file: ${file}`,
    `    sha256: ${sha256}`,
    ...(asked.length > 0 ? [`    permissions: { ${asked.join(", ")} }`] : []),
    ...(open ? ["    # It may use whatever other hosts and paths you grant: add them"] : []),
    "",
  ].join("\n");
}

function list(entries: readonly string[]): string {
  const fixed = entries.filter((entry) => entry !== "*");
  return `[${fixed.map((entry) => JSON.stringify(entry)).join(", ")}]`;
}
