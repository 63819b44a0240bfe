/** What kind of machine the numbers are from: nothing that names it. */
export async function machineFacts(): Promise<string[]> {
  const { total } = Deno.systemMemoryInfo();
  const cpu = /^model name\s*:\s*(.+)$/m.exec(await read("/proc/cpuinfo"))?.[1] ?? Deno.build.arch;
  return [
    `${navigator.hardwareConcurrency} cores (${cpu.trim()}), ${
      (total / 2 ** 30).toFixed(0)
    } GiB of memory`,
    `Linux ${Deno.osRelease().split("-")[0]}, ${Deno.build.arch}`,
  ];
}

async function read(path: string): Promise<string> {
  return await Deno.readTextFile(path).catch(() => "");
}
