import assert from "node:assert/strict";
import type { DiskSpace } from "../../../core/host/types.ts";
import { find, mountInfo } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const GIB = 1 << 30;

function disk(more: Partial<DiskSpace>): DiskSpace {
  return { bytes: 100 * GIB, freeBytes: 50 * GIB, inodes: 1000, freeInodes: 500, ...more };
}

function on(space: DiskSpace | undefined, mounts = mountInfo({ point: "/" })) {
  return {
    files: { "/proc/self/mountinfo": mounts, "/var/lib/containerd/x": "" },
    local: { diskSpace: () => Promise.resolve(space) },
  };
}

const ALL = "/var/lib/kubelet, /var/lib/containerd, /var/log";

Deno.test.each([
  { what: "half full", space: disk({}), is: [] },
  { what: "not known", space: undefined, is: [] },
  { what: "of 15%, exactly", space: disk({ freeBytes: 15 * GIB }), is: [] },
  {
    what: "of 14%: too little for images",
    space: disk({ freeBytes: 14 * GIB }),
    is: [
      `warning The disk of ${ALL} has 14% free (14.0 GiB of 100.0 GiB): below 15% the kubelet evicts pods`,
    ],
  },
  {
    what: "small, and empty",
    space: disk({ bytes: GIB, freeBytes: 900 << 20 }),
    is: [`warning The disk of ${ALL} has 87% free (900 MiB of 1.0 GiB)`],
  },
  {
    what: "full",
    space: disk({ freeBytes: 1 << 20 }),
    is: [`error The disk of ${ALL} is full: 1 MiB are free`],
  },
])("DiskSpace says $is of a disk $what", async ({ space, is }) => {
  assert.deepEqual(await find("DiskSpace", on(space)), is);
});

Deno.test("DiskSpace looks at each file system once, with its own threshold", async () => {
  const mounts = mountInfo({ point: "/" }, { point: "/var/lib/containerd" }, { point: "/var/log" });
  const asked: string[] = [];
  const found = await find("DiskSpace", {
    ...on(undefined, mounts),
    local: {
      diskSpace(path) {
        asked.push(path);
        return Promise.resolve(disk({ freeBytes: 12 * GIB }));
      },
    },
  });
  assert.deepEqual(asked.sort(), ["/var", "/var/lib", "/var/lib/containerd"]);
  assert.equal(found.length, 1);
  assert.match(found[0] ?? "", /The disk of \/var\/lib\/containerd has 12% free/);
});

Deno.test("DiskSpace follows the root of containerd's configuration", async () => {
  const [found] = await find("DiskSpace", {
    files: {
      "/proc/self/mountinfo": mountInfo({ point: "/" }),
      "/etc/containerd/config.toml": 'version = 2\nroot = "/data/containerd"\n',
      "/data/containerd/x": "",
    },
    local: { diskSpace: () => Promise.resolve(disk({ freeBytes: 12 * GIB })) },
  });
  assert.match(found ?? "", /\/data\/containerd/);
});

Deno.test("DiskSpace and DiskInodes find nothing where mounts are not known", async () => {
  const local = { diskSpace: () => Promise.resolve(disk({ freeBytes: 0, freeInodes: 0 })) };
  assert.deepEqual(await find("DiskSpace", { local }), []);
  assert.deepEqual(await find("DiskInodes", { local }), []);
});

Deno.test.each([
  { what: "enough", space: disk({ freeInodes: 50 }), is: 0 },
  { what: "4% left", space: disk({ freeInodes: 40 }), is: 1 },
  { what: "no fixed number", space: disk({ inodes: 0, freeInodes: 0 }), is: 0 },
])("DiskInodes makes $is findings of a disk with $what", async ({ space, is }) => {
  const found = await find("DiskInodes", on(space));
  assert.equal(found.length, is);
  if (is > 0) assert.match(found[0] ?? "", /^warning .* can hold 40 more files \(of 1000\)/);
});
