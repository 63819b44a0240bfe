import assert from "node:assert/strict";
import { ERROR_CODES } from "../../../core/engine/error_codes.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import { resetting } from "../../core/reset/resetting.ts";
import { asked, fixing, machine } from "./fixing.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const FORWARD = "FileContent--proc-sys-net-ipv4-ip_forward";
const BRIDGE = "FileContent--proc-sys-net-bridge-bridge-nf-call-iptables";
const IPV4 = "/proc/sys/net/ipv4/ip_forward";
const CONF = "/etc/sysctl.d/90-kubeworker.conf";

Deno.test("--fix turns forwarding on, now and for the next boot, and reset takes it back", async () => {
  await using root = await machine();
  await root.put(IPV4, "0\n");
  const before = await root.tree();
  const { fixes, problems, record } = await fixing({ root, fix: [FORWARD] });
  assert.deepEqual(fixes, [`mended ${FORWARD}`]);
  assert.ok(!problems.some(({ check }) => check === FORWARD));
  assert.equal(await root.text(IPV4), "1\n");
  assert.match(await root.text(CONF), /^# .*\nnet\.ipv4\.ip_forward = 1\n$/);
  assert.equal(await root.mode(CONF), "0644");
  assert.deepEqual(
    record.of("kernel").map(({ action, what, value }) => [action, what, value]),
    [["set", "net.ipv4.ip_forward", "1"]],
  );
  await resetting({ root: root.path });
  const tree = await root.tree();
  for (const path of Object.keys(tree)) if (path.startsWith("/var")) delete tree[path];
  assert.deepEqual(tree, before);
});

Deno.test("--fix does nothing where its check finds nothing, and nothing that it does not name", async () => {
  await using root = await machine();
  await root.put(IPV4, "1\n");
  const before = await root.tree();
  assert.deepEqual(
    (await fixing({ root, fix: ["all"] })).fixes.filter((line) => line.includes(FORWARD)),
    [],
  );
  await root.put(IPV4, "0\n");
  assert.deepEqual((await fixing({ root, fix: ["Swap"] })).fixes, []);
  await root.put(IPV4, "1\n");
  const tree = await root.tree();
  assert.equal(tree[CONF], before[CONF]);
});

Deno.test("--fix does not write what is written already, and keeps other lines", async () => {
  await using root = await machine();
  await root.put(IPV4, "0\n");
  await root.put(
    CONF,
    "# mine\nvm.overcommit_memory = 1\nnet.ipv4.ip_forward=0\nkernel.panic = 10",
  );
  await fixing({ root, fix: [FORWARD] });
  const text = "# mine\nvm.overcommit_memory = 1\nnet.ipv4.ip_forward = 1\nkernel.panic = 10";
  assert.equal(await root.text(CONF), text);
  await root.put(IPV4, "0\n");
  const { fixes } = await fixing({ root, fix: [FORWARD] });
  assert.deepEqual(fixes, [`mended ${FORWARD}`]);
  assert.equal(await root.text(CONF), text);
});

Deno.test.each([
  { path: "/etc/sysctl.d/99-sysctl.conf", text: "net.ipv4.ip_forward = 0\n", warns: true },
  { path: "/etc/sysctl.conf", text: "-net/ipv4/ip_forward=0\n", warns: true },
  { path: "/etc/sysctl.d/10-early.conf", text: "net.ipv4.ip_forward = 0\n", warns: false },
  { path: "/etc/sysctl.d/99-sysctl.conf", text: "net.ipv4.ip_forward = 1\n", warns: false },
  { path: "/etc/sysctl.conf", text: "#net.ipv4.ip_forward = 0\n", warns: false },
])("--fix says that $path has the last word: $warns", async ({ path, text, warns }) => {
  await using root = await machine();
  await root.put(IPV4, "0\n");
  await root.put(path, text);
  const { record } = await fixing({ root, fix: [FORWARD] });
  const said = record.of("note").some(({ text }) => text.startsWith(`${path} sets`));
  assert.equal(said, warns);
  assert.equal(await root.text(path), text);
});

Deno.test("a dry run shows what --fix would do, and counts it as done", async () => {
  await using root = await machine();
  await root.put(IPV4, "0\n");
  const before = await root.tree();
  const { fixes, record, problems } = await fixing({
    root,
    fix: ["all"],
    flags: { dryRun: true },
  });
  assert.deepEqual(await root.tree(), before);
  assert.ok(fixes.includes(`shown ${FORWARD}`));
  assert.equal(problems.find(({ check }) => check === FORWARD)?.level, "warning");
  const file = record.of("file").find(({ path }) => path === CONF);
  assert.match(file?.diff ?? "", /\+net\.ipv4\.ip_forward = 1/);
  const kernel = record.of("kernel").find(({ what }) => what === "net.ipv4.ip_forward");
  assert.deepEqual(kernel, {
    kind: "kernel",
    action: "set",
    what: "net.ipv4.ip_forward",
    value: "1",
    dryRun: true,
  });
});

Deno.test("--fix loads the module that brings a setting before it sets that", async () => {
  await using root = await machine("1.28.3");
  await root.put("/proc/sys/net/bridge/bridge-nf-call-iptables", "0\n");
  await root.put(IPV4, "1\n");
  const { fixes } = await fixing({ root, fix: [BRIDGE] });
  assert.deepEqual(fixes, [`mended ${BRIDGE}`]);
  assert.deepEqual(await asked(root), ["modprobe br_netfilter"]);
  assert.match(await root.text("/etc/modules-load.d/kubeworker.conf"), /^br_netfilter$/m);
  assert.equal(await root.text("/proc/sys/net/bridge/bridge-nf-call-iptables"), "1\n");
});

Deno.test("--fix loads br_netfilter where a bridge's settings are not to be seen", async () => {
  await using root = await machine();
  await root.put("/proc/sys/net/core/somaxconn", "4096\n");
  // The module brings its settings along.
  await root.script("/sbin/modprobe", `mkdir -p ${root.path}/proc/sys/net/bridge`);
  const { fixes, problems } = await fixing({ root, fix: ["KernelModule-br_netfilter"] });
  assert.deepEqual(fixes, ["mended KernelModule-br_netfilter"]);
  assert.ok(!problems.some(({ check }) => check === "KernelModule-br_netfilter"));
});

Deno.test("what cannot be loaded is told, and is not asked for at every boot", async () => {
  await using root = await machine();
  await root.put("/proc/sys/net/core/somaxconn", "4096\n");
  await root.script("/sbin/modprobe", "echo 'Module br_netfilter not found' >&2; exit 1");
  const { fixes } = await fixing({ root, fix: ["KernelModule-br_netfilter"] });
  assert.deepEqual(fixes, [
    "failed KernelModule-br_netfilter: modprobe br_netfilter failed: Module br_netfilter not found",
  ]);
  assert.equal((await root.tree())["/etc/modules-load.d/kubeworker.conf"], undefined);
});

/** Where a directory is wanted, and cannot be made. */
const IN_THE_WAY = "no directory\n";

Deno.test("--fix ends the join where the disk fails, though its check is ignored, and is done by the same line", async () => {
  await using root = await machine();
  await root.put(IPV4, "0\n");
  await root.put("/etc/sysctl.d", IN_THE_WAY);
  const same = { root, fix: ["all"], flags: { ignorePreflightErrors: ["all"] } };
  const { failure } = await fixing(same);
  assert.equal(failure instanceof JoinError && failure.code, "file-failed");
  assert.equal(await root.text(IPV4), "0\n");
  await Deno.remove(`${root.path}/etc/sysctl.d`);
  assert.ok((await fixing(same)).fixes.includes(`mended ${FORWARD}`));
  assert.match(await root.text(CONF), /^net\.ipv4\.ip_forward = 1$/m);
});

Deno.test("a setting that the kernel refuses ends no join whose check is ignored", async () => {
  await using root = await machine();
  // A kernel without IPv4.
  await root.put("/proc/sys/kernel/osrelease", "6.1.0\n");
  const { failure, record } = await fixing({
    root,
    fix: [FORWARD],
    flags: { ignorePreflightErrors: ["all"] },
  });
  assert.equal(failure, undefined);
  const [{ outcome, reason, hint } = {}] = record.of("fix");
  assert.equal(outcome, "failed");
  assert.match(reason ?? "", /^Cannot set net\.ipv4\.ip_forward to 1/);
  assert.equal(hint, ERROR_CODES["kernel-refused"].hint);
});

Deno.test("--fix loads no module that it cannot write down for the next boot", async () => {
  await using root = await machine();
  await root.put("/proc/sys/net/core/somaxconn", "4096\n");
  await root.put("/etc/modules-load.d", IN_THE_WAY);
  const { failure } = await fixing({ root, fix: ["KernelModule-br_netfilter"] });
  assert.equal(failure instanceof JoinError && failure.code, "file-failed");
  assert.deepEqual(await asked(root), []);
});

Deno.test("--fix leaves a list of modules as it was where one cannot be loaded", async () => {
  await using root = await machine();
  await root.put("/proc/sys/net/core/somaxconn", "4096\n");
  await root.put("/etc/modules-load.d/kubeworker.conf", "# mine\noverlay");
  await root.script("/sbin/modprobe", "exit 1");
  await fixing({ root, fix: ["KernelModule-br_netfilter"] });
  assert.equal(await root.text("/etc/modules-load.d/kubeworker.conf"), "# mine\noverlay");
});
