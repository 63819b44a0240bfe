import assert from "node:assert/strict";
import { find, findings } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NAMES = ["OpenFiles", "InotifyLimits", "ConntrackMax", "Entropy", "InotifyUse"];

Deno.test.each(NAMES)("%s finds nothing where there is no such file", async (name) => {
  assert.deepEqual(await find(name), []);
});

/** The defaults of Debian 12 and Ubuntu 24.04. */
const USUAL = {
  "/proc/sys/fs/nr_open": "1048576\n",
  "/proc/sys/fs/file-max": "9223372036854775807\n",
  "/proc/sys/fs/inotify/max_user_instances": "128\n",
  "/proc/sys/fs/inotify/max_user_watches": "29463\n",
  "/proc/sys/net/netfilter/nf_conntrack_max": "65536\n",
  "/proc/sys/kernel/random/entropy_avail": "256\n",
  "/proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
  "/lib/systemd/system/containerd.service": "[Service]\nLimitNOFILE=infinity\n",
  "/lib/systemd/system/kubelet.service": "[Service]\nRestart=always\n",
};

Deno.test.each(NAMES)("%s finds nothing on a stock machine", async (name) => {
  assert.deepEqual(await find(name, { files: USUAL }), []);
});

Deno.test.each([
  ["OpenFiles", "/proc/sys/fs/nr_open", "1024", /^fs\.nr_open is 1024/],
  ["OpenFiles", "/proc/sys/fs/file-max", "5000", /^fs\.file-max is 5000/],
  [
    "InotifyLimits",
    "/proc/sys/fs/inotify/max_user_instances",
    "64",
    /^fs\.inotify\.max_user_instances is 64/,
  ],
  [
    "InotifyLimits",
    "/proc/sys/fs/inotify/max_user_watches",
    "100",
    /^fs\.inotify\.max_user_watches is 100/,
  ],
  [
    "ConntrackMax",
    "/proc/sys/net/netfilter/nf_conntrack_max",
    "4096",
    /^net\.netfilter\.nf_conntrack_max is 4096/,
  ],
])("%s finds %s of %s", async (name, path, value, text) => {
  const found = await findings(name, { files: { ...USUAL, [path]: `${value}\n` } });
  assert.equal(found.length, 1);
  assert.equal(found[0]?.level, "warning");
  assert.match(found[0]?.text ?? "", text);
  assert.match(found[0]?.hint ?? "", /`sysctl -w \S+=\d+`/);
});

Deno.test.each([
  { text: "LimitNOFILE=1024", is: 1 },
  { text: "LimitNOFILE=1024:4096", is: 1 },
  { text: "LimitNOFILE=1024:524288", is: 0 },
  { text: "LimitNOFILE=1024\nLimitNOFILE=1048576", is: 0 },
  { text: "#LimitNOFILE=1024", is: 0 },
])("OpenFiles makes $is findings of a unit with $text", async ({ text, is }) => {
  const files = { "/usr/lib/systemd/system/containerd.service": `[Service]\n${text}\n` };
  assert.equal((await find("OpenFiles", { files })).length, is);
});

Deno.test("OpenFiles reads drop-ins, those of the administrator last", async () => {
  const low = "/usr/lib/systemd/system/kubelet.service.d/10-limits.conf";
  const high = "/etc/systemd/system/kubelet.service.d/20-more.conf";
  const files = {
    "/usr/lib/systemd/system/kubelet.service": "[Service]\n",
    [low]: "[Service]\nLimitNOFILE=4096\n",
  };
  assert.match((await find("OpenFiles", { files }))[0] ?? "", /The service kubelet may open 4096/);
  const mended = { ...files, [high]: "[Service]\nLimitNOFILE=1048576\n" };
  assert.deepEqual(await find("OpenFiles", { files: mended }), []);
});

Deno.test.each([
  { release: "4.19.0-26-amd64", bits: 60, is: 1 },
  { release: "4.19.0-26-amd64", bits: 3000, is: 0 },
  { release: "5.10.0-28-amd64", bits: 60, is: 0 },
])("Entropy makes $is findings of $bits bits on $release", async ({ release, bits, is }) => {
  const files = {
    "/proc/sys/kernel/osrelease": `${release}\n`,
    "/proc/sys/kernel/random/entropy_avail": `${bits}\n`,
  };
  assert.equal((await find("Entropy", { files })).length, is);
});

function processes(count: number, uid: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`/proc/${index + 1}/status`, `Uid:\t${uid}\t0\n`]),
  );
}

function instances(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => {
    const process = 1 + index % 4;
    return [`/proc/${process}/fd/${index}`, "anon_inode:inotify"];
  }));
}

Deno.test.each([
  { count: 100, uid: 0, is: ["100 of 128"] },
  { count: 96, uid: 0, is: [] },
  { count: 100, uid: 1000, is: [] },
])("InotifyUse says $is of $count instances of user $uid", async ({ count, uid, is }) => {
  const found = await find("InotifyUse", {
    files: { ...USUAL, ...processes(4, uid) },
    links: { ...instances(count), "/proc/1/fd/900": "socket:[1]" },
  });
  assert.deepEqual(found.map((line) => /have (\d+ of \d+)/.exec(line)?.[1]), is);
});
