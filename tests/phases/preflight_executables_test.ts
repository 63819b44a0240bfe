import assert from "node:assert/strict";
import type { TemporaryRoot } from "../core/kit/temporary_root.ts";
import { all, kubelet, lookAsKubeadm } from "./preflight_looks.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const EVERY =
  "crictl conntrack ip iptables mount nsenter losetup cp ebtables ethtool socat tc touch"
    .split(" ");

/** A system with a shell, and these programs. */
function system(programs: readonly string[]): (root: TemporaryRoot) => Promise<void> {
  return async (root) => {
    for (const name of ["sh", ...programs]) await root.script(`/usr/bin/${name}`, ":");
  };
}

Deno.test.each([
  {
    minor: 12,
    errors: "crictl ip iptables mount nsenter",
    warnings: "ebtables ethtool socat tc touch",
  },
  {
    minor: 20,
    errors: "crictl conntrack ip iptables mount nsenter",
    warnings: "ebtables ethtool socat tc touch",
  },
  { minor: 32, errors: "ip iptables mount nsenter", warnings: "ethtool tc touch" },
  { minor: 37, errors: "mount losetup cp", warnings: "" },
])("preflight wants the programs of 1.$minor", async ({ minor, errors, warnings }) => {
  const bare = await lookAsKubeadm({ arrange: all(system([]), kubelet(minor)) });
  function named(level: string): string {
    return bare.lines.flatMap((line) =>
      new RegExp(`^${level} FileExisting-(\\w+): There is no program \\1 on this machine$`)
        .exec(line)?.[1] ?? []
    ).join(" ");
  }
  assert.equal(named("error"), errors);
  assert.equal(named("warning"), warnings);
  const full = await lookAsKubeadm({ arrange: all(system(EVERY), kubelet(minor)) });
  assert.deepEqual(full.lines.filter((line) => line.includes("FileExisting")), []);
});

Deno.test("preflight says how to install a program", async () => {
  const { hints } = await lookAsKubeadm({ arrange: system(["cp", "mount"]) });
  assert.deepEqual(hints, ["install it: `apt-get install mount`, or that of your distribution"]);
});

Deno.test("preflight looks for no programs under a root without a system", async () => {
  assert.deepEqual((await lookAsKubeadm({})).lines, []);
});

Deno.test("preflight takes no file that cannot be run for a program", async () => {
  const { lines } = await lookAsKubeadm({
    arrange: all(system(["cp", "mount"]), (root) => root.put("/usr/bin/losetup", "")),
  });
  assert.deepEqual(lines, [
    "error FileExisting-losetup: There is no program losetup on this machine",
  ]);
});
