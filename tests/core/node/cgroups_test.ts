import assert from "node:assert/strict";
import { createFiles } from "../../../core/host/files.ts";
import { type Cgroups, readCgroups } from "../../../core/node/cgroups.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TABLE =
  "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t1\t2\t1\npids\t8\t2\t1\nhugetlb\t0\t2\t0\n";

/** Lines of mountinfo for these places. */
function mounts(...places: [point: string, type: string][]): string {
  return places.map(([point, type], index) =>
    `${30 + index} 24 0:${index} / ${point} rw - ${type} ${type} rw\n`
  ).join("");
}

const TMPFS: [string, string] = ["/sys/fs/cgroup", "tmpfs"];
const UNIFIED: [string, string] = ["/sys/fs/cgroup/unified", "cgroup2"];
const MEMORY: [string, string] = ["/sys/fs/cgroup/memory", "cgroup"];

async function read(
  mountinfo: string | undefined,
  files: Readonly<Record<string, string>>,
  release = "6.1.0",
): Promise<string> {
  await using root: TemporaryRoot = await temporaryRoot();
  if (mountinfo !== undefined) await root.put("/proc/self/mountinfo", mountinfo);
  for (const [path, text] of Object.entries(files)) await root.put(path, text);
  const before = await root.tree();
  const found = await readCgroups(createFiles(root.path), release);
  assert.deepEqual(await root.tree(), before);
  return describe(found);
}

function describe(found: Cgroups | undefined): string {
  if (found === undefined) return "unknown";
  return found.version === undefined
    ? "none"
    : `v${found.version}: ${[...found.controllers].sort().join(" ")}`;
}

const TABLED = { "/proc/cgroups": TABLE };
const IN_UNIFIED = { "/sys/fs/cgroup/cgroup.controllers": "cpu memory pids\n" };

Deno.test.each<{
  what: string;
  mounts: string | undefined;
  files: Readonly<Record<string, string>>;
  release?: string;
  is: string;
}>([
  { what: "a stand-in root", mounts: undefined, files: TABLED, is: "unknown" },
  { what: "nothing mounted", mounts: mounts(["/", "ext4"]), files: TABLED, is: "none" },
  {
    what: "version 1",
    mounts: mounts(TMPFS, MEMORY),
    files: { ...TABLED, "/sys/fs/cgroup/memory/tasks": "" },
    is: "v1: cpu pids",
  },
  {
    what: "both, with version 1 in charge",
    mounts: mounts(TMPFS, UNIFIED, MEMORY),
    files: { ...TABLED, "/sys/fs/cgroup/memory/tasks": "" },
    is: "v1: cpu pids",
  },
  {
    what: "version 1 elsewhere",
    mounts: mounts(["/cg", "cgroup"]),
    files: TABLED,
    is: "v1: cpu pids",
  },
  {
    what: "version 1 without a table",
    mounts: mounts(["/cg", "cgroup"]),
    files: {},
    is: "unknown",
  },
  {
    what: "version 2",
    mounts: mounts(["/sys/fs/cgroup", "cgroup2"]),
    files: { ...IN_UNIFIED, "/sys/fs/cgroup/init.scope/cgroup.freeze": "0\n" },
    is: "v2: cpu devices freezer memory pids",
  },
  {
    what: "version 2 elsewhere",
    mounts: mounts(["/", "ext4"], ["/cg2", "cgroup2"]),
    files: { "/cg2/cgroup.controllers": "cpuset\n" },
    is: "v2: cpuset devices freezer",
  },
  {
    what: "version 2 with no controller at all",
    mounts: mounts(["/sys/fs/cgroup", "cgroup2"]),
    files: { "/sys/fs/cgroup/cgroup.controllers": "\n" },
    is: "v2: devices freezer",
  },
  {
    what: "version 2 of a kernel that cannot freeze",
    mounts: mounts(["/sys/fs/cgroup", "cgroup2"]),
    files: IN_UNIFIED,
    release: "5.1.21",
    is: "v2: cpu devices memory pids",
  },
])("control groups: $what", async ({ mounts, files, release, is }) => {
  assert.equal(await read(mounts, files, release), is);
});
