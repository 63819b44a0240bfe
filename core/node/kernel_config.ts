import type { Host } from "../host/types.ts";

/** What the running kernel was built with. */
export interface KernelConfig {
  /** Where it was found. */
  readonly path: string;
  /** Whether an option is built in or a module; without `CONFIG_`. */
  has(option: string): boolean;
}

const MOST_BYTES = 4 << 20;
const COMPRESSED = "/proc/config.gz";

/** Where distributions keep it, the kernel's own word first: the places that kubeadm knows. */
function places(release: string): string[] {
  return [
    `/boot/config-${release}`,
    `/usr/src/linux-${release}/.config`,
    "/usr/src/linux/.config",
    `/usr/lib/modules/${release}/config`,
    `/usr/lib/ostree-boot/config-${release}`,
    `/usr/lib/kernel/config-${release}`,
    `/usr/src/linux-headers-${release}/.config`,
    `/lib/modules/${release}/build/.config`,
  ];
}

/**
 * Reads it from the first place that has it; no kernel module is loaded for it.
 *
 * @returns undefined where nothing has it, or where it cannot be read
 */
export async function readKernelConfig(
  { files, sandbox }: Pick<Host, "files" | "sandbox">,
  release: string,
): Promise<KernelConfig | undefined> {
  const compressed = await sandbox.files.bytes(COMPRESSED, MOST_BYTES).catch(() => undefined);
  if (compressed !== undefined) {
    const text = await decompress(compressed);
    return text === undefined ? undefined : toConfig(COMPRESSED, text);
  }
  for (const path of places(release)) {
    const text = await files.read(path).catch(() => undefined);
    if (text !== undefined) return toConfig(path, text);
  }
  return undefined;
}

async function decompress(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return await new Response(stream).text();
  } catch {
    return undefined;
  }
}

function toConfig(path: string, text: string): KernelConfig {
  const lines = `\n${text}`;
  return {
    path,
    has(option) {
      // Looked for, not parsed: some ten thousand lines for thirty answers.
      const start = `\nCONFIG_${option}=`;
      const at = lines.indexOf(start);
      return at >= 0 && "ym".includes(lines.charAt(at + start.length) || "-");
    },
  };
}
