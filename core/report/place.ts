const DIRECTORY = "/var/lib/kubeworker";

/** Where the last report is; `report.1.json` beside it is the one before, and so on. */
export const REPORT_PATH = `${DIRECTORY}/report.json`;

/** The reports that are there, the last one first. */
export async function reportPaths(
  files: { list(path: string): Promise<string[]> },
): Promise<string[]> {
  return (await files.list(DIRECTORY))
    .flatMap((name) => {
      const [whole, age] = /^report(?:\.(\d+))?\.json$/.exec(name) ?? [];
      return whole === undefined ? [] : [{ path: `${DIRECTORY}/${name}`, age: Number(age ?? 0) }];
    })
    .sort((a, b) => a.age - b.age)
    .map(({ path }) => path);
}
