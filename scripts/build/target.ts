/** The machines that `deno compile` can build for. */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
  "aarch64-pc-windows-msvc",
] as const;

export type Target = typeof TARGETS[number];

/** The target of the machine that builds. */
export function hostTarget(): Target {
  const host = TARGETS.find((target) => target === Deno.build.target);
  if (!host) throw new Error(`Cannot build on "${Deno.build.target}": Deno has no base for it`);
  return host;
}

/**
 * The target that an executable is made for, read from its first bytes (ELF, Mach-O or PE header);
 * `undefined` when it is none of ours.
 */
export function binaryTarget(head: Uint8Array): Target | undefined {
  if (head.length < 64) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);

  if (view.getUint32(0) === 0x7f454c46) { // "\x7fELF"; e_machine at 18
    return byMachine(view.getUint16(18, true), 62, 183, "unknown-linux-gnu");
  }
  if (view.getUint32(0, true) === 0xfeedfacf) { // 64-bit Mach-O; cputype at 4
    return byMachine(view.getUint32(4, true), 0x01000007, 0x0100000c, "apple-darwin");
  }
  if (view.getUint16(0) === 0x4d5a) { // "MZ"; the PE header's offset at 60, its machine 4 after that
    const pe = view.getUint32(60, true);
    if (pe + 6 > head.length || view.getUint32(pe) !== 0x50450000) return undefined;
    return byMachine(view.getUint16(pe + 4, true), 0x8664, 0xaa64, "pc-windows-msvc");
  }
  return undefined;
}

/** The file name of the program for a target. */
export function fileNameFor(name: string, target: Target): string {
  return target.endsWith("windows-msvc") ? `${name}.exe` : name;
}

function byMachine<System extends string>(
  machine: number,
  x86: number,
  arm: number,
  system: System,
) {
  if (machine === x86) return `x86_64-${system}` as const;
  if (machine === arm) return `aarch64-${system}` as const;
  return undefined;
}
