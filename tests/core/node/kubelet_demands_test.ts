import assert from "node:assert/strict";
import { createFiles } from "../../../core/host/files.ts";
import { meetDemands, type Tolerance } from "../../../core/node/kubelet_demands.ts";
import { failsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SWAP = { "/proc/swaps": "Filename\tType\n/dev/sda2 partition\n/swap file\n" };
const V1 = {
  "/proc/self/mountinfo": "30 24 0:1 / /cg rw - cgroup cgroup rw\n",
  "/proc/cgroups": "cpu\t1\t1\t1\n",
};

interface Case {
  what: string;
  files: Readonly<Record<string, string>>;
  tolerance?: Partial<Tolerance>;
  minor?: number;
  ignored?: string[];
}

async function meet({ files, tolerance = {}, minor = 37, ignored = [] }: Case): Promise<void> {
  await using root = await temporaryRoot();
  for (const [path, text] of Object.entries(files)) await root.put(path, text);
  const said = { failSwapOn: undefined, failCgroupV1: undefined, ...tolerance };
  const version = { major: 1, minor, text: `v1.${minor}.0` };
  await meetDemands(said, { files: createFiles(root.path) }, { version, ignored });
}

Deno.test.each<Case & { code: "kubelet-swap" | "kubelet-cgroup-v1"; says: RegExp }>([
  { what: "swap", files: SWAP, code: "kubelet-swap", says: /\/dev\/sda2, \/swap/ },
  {
    what: "swap, said in so many words",
    files: SWAP,
    tolerance: { failSwapOn: true },
    minor: 20,
    code: "kubelet-swap",
    says: /does not allow it/,
  },
  { what: "cgroup v1 from 1.35 on", files: V1, minor: 35, code: "kubelet-cgroup-v1", says: /v1/ },
  {
    what: "cgroup v1 where it is said",
    files: V1,
    minor: 34,
    tolerance: { failCgroupV1: true },
    code: "kubelet-cgroup-v1",
    says: /v1/,
  },
  {
    what: "cgroup v1 where another check is ignored",
    files: V1,
    ignored: ["swap"],
    code: "kubelet-cgroup-v1",
    says: /v1/,
  },
])("a configuration that forbids $what ends the join", async ({ code, says, ...given }) => {
  const error = await failsWith(code, () => meet(given));
  assert.match(error.message, says);
});

Deno.test.each<Case>([
  { what: "a machine with neither", files: { "/proc/swaps": "Filename\tType\n" } },
  { what: "a stand-in root", files: {} },
  { what: "swap that is allowed", files: SWAP, tolerance: { failSwapOn: false } },
  { what: "swap that the operator ignores", files: SWAP, ignored: ["swap"] },
  { what: "cgroup v1 that is allowed", files: V1, tolerance: { failCgroupV1: false } },
  { what: "cgroup v1 before 1.35", files: V1, minor: 34 },
  { what: "cgroup v1 that the operator ignores", files: V1, ignored: ["systemverification"] },
  { what: "all of it, ignored", files: { ...SWAP, ...V1 }, ignored: ["all"] },
])("a configuration takes $what", async (given) => {
  await assert.doesNotReject(() => meet(given));
});
