import assert from "node:assert/strict";
import fc from "fast-check";
import { swapDevices, withoutSwap } from "../../../phases/preflight/fix/fstab.ts";
import { resetting } from "../../core/reset/resetting.ts";
import type { TemporaryRoot } from "../../core/kit/temporary_root.ts";
import { asked, fixing, machine } from "./fixing.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const HEADER = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
const FSTAB = `# /etc/fstab: static file system information.\r
UUID=aa-bb / ext4 errors=remount-ro 0 1
#/dev/sdb1 none swap sw 0 0
 /dev/sda2\tnone\tswap\tsw\t0\t0
UUID=cc none swap sw,pri=5 0 0   # second
/dev/sdc1 /swap ext4 defaults 0 2
LABEL=swap /data xfs defaults 0 2`;

/** A machine on which swapoff empties /proc/swaps. */
async function swapping(lines: string): Promise<TemporaryRoot> {
  const root = await machine();
  await root.put("/proc/swaps", HEADER + lines);
  await root.script(
    "/sbin/swapoff",
    `echo swapoff "$@" >> ${root.path}/asked; printf '${HEADER}' > ${root.path}/proc/swaps`,
  );
  return root;
}

Deno.test("the lines of an fstab that turn swap on become comments; nothing else changes", () => {
  assert.deepEqual(swapDevices(FSTAB), ["/dev/sda2", "UUID=cc"]);
  const edited = withoutSwap(FSTAB);
  assert.equal(
    edited,
    FSTAB.replace(" /dev/sda2", "#  /dev/sda2").replace("UUID=cc", "# UUID=cc"),
  );
  assert.equal(withoutSwap(edited), edited);
  assert.deepEqual(swapDevices(edited), []);
  assert.equal(withoutSwap("/dev/a none swap"), "# /dev/a none swap");
  assert.equal(withoutSwap("/dev/a none swap sw 0 0\r\n"), "# /dev/a none swap sw 0 0\r\n");
  assert.equal(withoutSwap("/dev/a none swapfs sw 0 0\n"), "/dev/a none swapfs sw 0 0\n");
});

Deno.test("whatever an fstab holds, only `# ` is put in front of lines", () => {
  const word = fc.constantFrom("swap", "none", "/dev/sda2", "#", "ext4", "sw", " ", "\t", "\r", "");
  const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(" "));
  fc.assert(fc.property(fc.array(line), (lines) => {
    const text = lines.join("\n");
    const edited = withoutSwap(text).split("\n");
    assert.equal(edited.length, text.split("\n").length);
    for (const [index, one] of text.split("\n").entries()) {
      assert.ok(edited[index] === one || edited[index] === `# ${one}`, JSON.stringify(one));
    }
    assert.deepEqual(swapDevices(withoutSwap(text)), []);
  }));
});

Deno.test("--fix Swap turns each device off and edits fstab, and reset takes it back", async () => {
  await using root = await swapping(
    "/dev/sda2 partition 1048572 0 -2\n/swap\\040file file 1 0 7\n",
  );
  await root.put("/etc/fstab", FSTAB, 0o664);
  const { fixes, problems } = await fixing({ root, fix: ["swap"] });
  assert.deepEqual(fixes, ["mended Swap"]);
  assert.ok(!problems.some(({ check }) => check === "Swap"));
  assert.equal(await root.text("/etc/fstab"), withoutSwap(FSTAB));
  assert.equal(await root.mode("/etc/fstab"), "0664");
  assert.equal((await asked(root))[0], "swapoff /dev/sda2");
  await resetting({ root: root.path });
  assert.equal(await root.text("/etc/fstab"), FSTAB);
  assert.equal(await root.mode("/etc/fstab"), "0664");
  assert.ok((await asked(root)).includes("swapon /dev/sda2"));
});

Deno.test("--fix Swap says so when more was on than fstab names", async () => {
  await using root = await swapping("/dev/zram0 partition 1048572 0 100\n");
  const { record, fixes } = await fixing({ root, fix: ["Swap"] });
  assert.deepEqual(fixes, ["mended Swap"]);
  const note = record.of("note").find(({ text }) => text.startsWith("More swap was on (1)"));
  assert.match(note?.hint ?? "", /systemctl/);
});

Deno.test("--fix Swap refuses when what is in swap does not fit into memory", async () => {
  await using root = await swapping("/dev/sda2 partition 8388604 4194304 -2\n");
  await root.put("/etc/fstab", FSTAB);
  await root.put("/proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable:  1048576 kB\n");
  const { fixes, record, problems } = await fixing({ root, fix: ["Swap"] });
  assert.deepEqual(fixes, [
    "refused Swap: 4096 MiB in swap do not fit into the 1024 MiB of memory that are available",
  ]);
  assert.match(record.of("fix")[0]?.hint ?? "", /end some programs/);
  assert.deepEqual(await asked(root), []);
  assert.equal(await root.text("/etc/fstab"), FSTAB);
  assert.ok(problems.some(({ check }) => check === "Swap"));
});

Deno.test("--fix Swap refuses an fstab that it could not put back byte for byte", async () => {
  await using root = await swapping("/dev/sda2 partition 1 0 -2\n");
  await root.put("/etc/fstab", "");
  const bytes = new Uint8Array([...new TextEncoder().encode(FSTAB), 0x0a, 0x23, 0xff]);
  await Deno.writeFile(`${root.path}/etc/fstab`, bytes);
  const { fixes } = await fixing({ root, fix: ["Swap"] });
  assert.match(fixes.join(), /^refused Swap: \/etc\/fstab is not a plain file/);
  assert.deepEqual(await Deno.readFile(`${root.path}/etc/fstab`), bytes);
  assert.deepEqual(await asked(root), []);
});

Deno.test("--fix Swap tells why swapoff failed", async () => {
  await using root = await swapping("/dev/sda2 partition 1 0 -2\n");
  await root.script("/sbin/swapoff", "echo 'Cannot allocate memory' >&2; exit 1");
  const { fixes } = await fixing({ root, fix: ["Swap"] });
  assert.deepEqual(fixes, ["failed Swap: swapoff /dev/sda2 failed: Cannot allocate memory"]);
});

Deno.test("a dry run of --fix Swap shows fstab's change as a diff, and each device", async () => {
  await using root = await swapping("/dev/sda2 partition 1 0 -2\n");
  await root.put("/etc/fstab", FSTAB);
  const before = await root.tree();
  const { fixes, record } = await fixing({ root, fix: ["Swap"], flags: { dryRun: true } });
  assert.deepEqual(await root.tree(), before);
  assert.deepEqual(fixes, ["shown Swap"]);
  assert.match(record.of("file")[0]?.diff ?? "", /\n- \/dev\/sda2.*\n(.*\n)*\+# {2}\/dev\/sda2/);
  assert.deepEqual(record.of("kernel").map(({ action, what, dryRun }) => [action, what, dryRun]), [
    ["swapoff", "/dev/sda2", true],
  ]);
});

Deno.test.each<{ fix: string; ignore: string[]; fails: boolean }>([
  { fix: "Swap", ignore: [], fails: true },
  { fix: "Swap", ignore: ["swap"], fails: false },
  { fix: "Swap", ignore: ["all"], fails: false },
  { fix: "all", ignore: [], fails: false },
])(
  "--fix $fix that fails is an error, $fails with $ignore ignored",
  async ({ fix, ignore, fails }) => {
    await using root = await swapping("/dev/sda2 partition 1 0 -2\n");
    await root.script("/sbin/swapoff", "exit 1");
    const flags = { ignorePreflightErrors: ignore };
    const { fixes, problems } = await fixing({ root, fix: [fix], flags });
    assert.ok(fixes.some((line) => line.startsWith("failed Swap: ")));
    // The swap itself is a warning: the kubelet may be configured to live with it.
    assert.equal(problems.some(({ check, level }) => check === "Swap" && level === "error"), fails);
  },
);
