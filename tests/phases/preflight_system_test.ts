import assert from "node:assert/strict";
import { requirementsOf } from "../../phases/preflight/system_requirements.ts";
import type { Case } from "./looking.ts";
import { all, kubelet, lookAsKubeadm } from "./preflight_looks.ts";

Deno.test.sanitizer({ ops: true, resources: true });

type Arrange = NonNullable<Case["arrange"]>;

const RELEASE = "6.1.0-18-amd64";
const FULL_1 = "cpu cpuacct cpuset devices freezer memory pids hugetlb blkio".split(" ");
const FULL_2 = "cpu cpuset memory pids hugetlb io";

function put(path: string, text: string): Arrange {
  return (root) => root.put(path, text);
}

/** A kernel of this release, built with all that this minor release wants but for `without`. */
function kernel(minor: number, cgroups: 1 | 2, { without = "", release = RELEASE } = {}): Arrange {
  const options = requirementsOf(minor, cgroups).options.map(([name]) => name ?? "");
  const lines = options.filter((name) => !without.split(" ").includes(name));
  return all(
    put("/proc/sys/kernel/osrelease", `${release}\n`),
    put(`/boot/config-${release}`, lines.map((name) => `CONFIG_${name}=y\n`).join("")),
    put("/proc/sys/net/bridge/bridge-nf-call-iptables", "1\n"),
    kubelet(minor),
  );
}

function version1(controllers: readonly string[] = FULL_1): Arrange {
  return all(
    put("/proc/self/mountinfo", "30 24 0:1 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw\n"),
    put("/proc/cgroups", controllers.map((name) => `${name}\t1\t1\t1\n`).join("")),
  );
}

function version2(controllers = FULL_2): Arrange {
  return all(
    put("/proc/self/mountinfo", "30 24 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"),
    put("/sys/fs/cgroup/cgroup.controllers", `${controllers}\n`),
    put("/sys/fs/cgroup/init.scope/cgroup.freeze", "0\n"),
  );
}

const OPTIONS_37 = `(by /boot/config-${RELEASE})`;
const REFUSED =
  "This machine uses cgroup v1: the kubelet starts only if the cluster's configuration has failCgroupV1: false";

Deno.test.each<{ what: string; arrange: Arrange; is: string[] }>([
  { what: "a machine of today", arrange: all(kernel(37, 2), version2()), is: [] },
  { what: "a machine of 1.20", arrange: all(kernel(20, 1), version1()), is: [] },
  {
    what: "cgroup v1 and 1.31",
    arrange: all(kernel(31, 1), version1()),
    is: [],
  },
  {
    what: "cgroup v1 and 1.34",
    arrange: all(kernel(34, 1), version1()),
    is: ["warning: This machine uses cgroup v1, which later kubelets refuse"],
  },
  {
    what: "cgroup v1 and 1.37",
    arrange: all(kernel(37, 1), version1()),
    is: [`warning: ${REFUSED}`],
  },
  {
    what: "a missing controller, and optional ones",
    arrange: all(kernel(37, 2), version2("cpu cpuset pids")),
    is: [
      "error: Cgroup controllers are missing: memory",
      "warning: Cgroup controllers are missing: hugetlb, io",
    ],
  },
  {
    what: "no pids controller, in 1.19",
    arrange: all(kernel(19, 1), version1(FULL_1.filter((name) => name !== "pids"))),
    is: [],
  },
  {
    what: "no pids controller, in 1.20",
    arrange: all(kernel(20, 1), version1(FULL_1.filter((name) => name !== "pids"))),
    is: ["error: Cgroup controllers are missing: pids"],
  },
  {
    what: "no control groups",
    arrange: all(kernel(37, 2), put("/proc/self/mountinfo", "30 24 0:1 / / rw - ext4 ext4 rw\n")),
    is: ["error: No control groups are mounted"],
  },
  {
    what: "missing options, all in one text",
    arrange: all(kernel(37, 2, { without: "INET CPUSETS" }), version2()),
    is: [`error: The kernel was built without CONFIG_CPUSETS, CONFIG_INET ${OPTIONS_37}`],
  },
  {
    what: "the other name of an option",
    arrange: all(
      kernel(37, 2, { without: "NETFILTER_XT_TARGET_REDIRECT" }),
      version2(),
      async (root) => {
        const path = `/boot/config-${RELEASE}`;
        await root.put(path, `${await root.text(path)}CONFIG_IP_NF_TARGET_REDIRECT=m\n`);
      },
    ),
    is: [],
  },
  {
    what: "an old kernel, today",
    arrange: all(kernel(37, 2, { release: "5.9.1" }), version2()),
    is: ["warning: The kernel is 5.9.1; kubeadm of 1.37 takes 5.4, 5.10, 5.15, or 6.0 and later"],
  },
  {
    what: "an old kernel, in 1.32",
    arrange: all(kernel(32, 2, { release: "4.18.0" }), version2()),
    is: ["error: The kernel is 4.18.0; kubeadm of 1.32 takes 4.19 and later"],
  },
  {
    what: "a new kernel, in 1.12",
    arrange: all(kernel(12, 1), version1()),
    is: [`error: The kernel is ${RELEASE}; kubeadm of 1.12 takes 3.10 to 4.20`],
  },
  {
    what: "a kernel whose configuration nothing has",
    arrange: all(
      kernel(37, 2),
      version2(),
      (root) => Deno.remove(`${root.path}/boot/config-${RELEASE}`),
    ),
    is: [],
  },
])("preflight judges $what", async ({ arrange, is }) => {
  const { lines, hints } = await lookAsKubeadm({ arrange });
  const found = lines.filter((line) => line.includes("SystemVerification"));
  assert.deepEqual(found.map((line) => line.replace(" SystemVerification", "")), is);
  assert.ok(hints.every((hint) => hint !== ""));
});

Deno.test.each([
  { minor: 13, release: "4.15.0-20-generic", is: true },
  { minor: 13, release: "3.10.0-1160.el7", is: true },
  { minor: 13, release: "5.10.0", is: false },
  // Its pattern is not anchored: a 4 in second place will do.
  { minor: 13, release: "5.4.0", is: true },
  { minor: 14, release: "5.4.0", is: true },
  { minor: 31, release: "3.9.0", is: false },
  { minor: 32, release: "4.19.300", is: true },
  { minor: 33, release: "4.9.0", is: false },
  { minor: 34, release: "5.15.0-100-generic", is: true },
  { minor: 37, release: "5.14.0-427.el9", is: false },
  { minor: 37, release: "6.18.44", is: true },
  { minor: 37, release: "10.0.1", is: true },
])("kubeadm of 1.$minor takes the kernel $release: $is", ({ minor, release, is }) => {
  assert.equal(requirementsOf(minor, 2).kernel.pattern.test(release), is);
});

Deno.test.each(
  [
    { minor: 20, cgroups: 1, has: ["CGROUP_CPUACCT"], not: ["FAIR_GROUP_SCHED", "CGROUP_PIDS"] },
    {
      minor: 21,
      cgroups: 2,
      has: ["FAIR_GROUP_SCHED", "CGROUP_PIDS", "CGROUP_CPUACCT"],
      not: ["CGROUP_BPF"],
    },
    { minor: 32, cgroups: 1, has: ["CGROUP_BPF", "CGROUP_FREEZER"], not: [] },
    { minor: 35, cgroups: 1, has: ["CGROUP_FREEZER"], not: ["CGROUP_BPF"] },
    { minor: 35, cgroups: 2, has: ["CGROUP_BPF"], not: ["CGROUP_FREEZER", "CGROUP_CPUACCT"] },
  ] as const,
)("kubeadm of 1.$minor wants $has of a kernel", ({ minor, cgroups, has, not }) => {
  const options = requirementsOf(minor, cgroups).options.flat();
  for (const name of has) assert.ok(options.includes(name), name);
  for (const name of not) assert.ok(!options.includes(name), name);
});
