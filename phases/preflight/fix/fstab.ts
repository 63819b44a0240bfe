/** The devices of the lines of an fstab that turn swap on at boot. */
export function swapDevices(fstab: string): string[] {
  return fstab.split("\n").filter(isSwap).map((line) => line.trim().split(/\s+/)[0] ?? "");
}

/** The same fstab with these lines as comments; every other byte stays. */
export function withoutSwap(fstab: string): string {
  return fstab.split("\n").map((line) => isSwap(line) ? `# ${line}` : line).join("\n");
}

/** The third field is `swap` (fstab(5)). */
function isSwap(line: string): boolean {
  const fields = line.trim().split(/\s+/);
  return !line.trim().startsWith("#") && fields[2] === "swap";
}
