import assert from "node:assert/strict";
import { createExec } from "../../../core/host/exec.ts";
import { createFiles } from "../../../core/host/files.ts";
import { createOpenRc } from "../../../core/host/openrc.ts";
import { findServices } from "../../../core/host/services.ts";
import { createSystemd } from "../../../core/host/systemd.ts";
import { failsWith } from "../kit/errors.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const { signal } = new AbortController();

/** A systemctl that answers `show` with these properties, and notes what it is asked to do. */
async function systemctl(root: TemporaryRoot, properties: string, more = "") {
  await root.put("/show", properties);
  await root.script(
    "/usr/bin/systemctl",
    `echo "$@" >> ${root.path}/asked\nif [ "$1" = show ]; then cat ${root.path}/show; exit 0; fi\n${more}`,
  );
  return createSystemd(createExec(root.path));
}

const asked = async (root: TemporaryRoot) => (await root.text("/asked")).trim().split("\n");
const LOADED = "LoadState=loaded\nUnitFileState=enabled\nNRestarts=0\n";

Deno.test.each([
  { active: "active", sub: "running", state: "running" },
  { active: "activating", sub: "start", state: "starting" },
  { active: "activating", sub: "auto-restart", state: "waiting-to-restart" },
  { active: "activating", sub: "auto-restart-queued", state: "waiting-to-restart" },
  { active: "reloading", sub: "reload", state: "starting" },
  { active: "failed", sub: "failed", state: "failed" },
  { active: "inactive", sub: "dead", state: "stopped" },
  { active: "deactivating", sub: "stop", state: "stopped" },
])("systemd: $active/$sub is $state", async ({ active, sub, state }) => {
  await using root = await temporaryRoot();
  const services = await systemctl(root, `${LOADED}ActiveState=${active}\nSubState=${sub}\n`);
  assert.equal((await services.status("kubelet", signal)).state, state);
});

Deno.test.each([
  { text: "LoadState=loaded\nUnitFileState=enabled\nNRestarts=7\n", is: [true, true, 7] },
  { text: "LoadState=loaded\nUnitFileState=enabled-runtime\nNRestarts=0\n", is: [true, true, 0] },
  { text: "LoadState=loaded\nUnitFileState=static\n", is: [true, true, 0] },
  { text: "LoadState=loaded\nUnitFileState=disabled\n", is: [true, false, 0] },
  { text: "LoadState=not-found\nUnitFileState=\n", is: [false, false, 0] },
  { text: "LoadState=masked\nUnitFileState=masked\n", is: [false, false, 0] },
  { text: "", is: [false, false, 0] },
])("systemd: found, enabled and restarts of $text", async ({ text, is }) => {
  await using root = await temporaryRoot();
  const { found, enabled, restarts } = await (await systemctl(root, text)).status(
    "kubelet",
    signal,
  );
  assert.deepEqual([found, enabled, restarts], is);
});

Deno.test.each([
  { reload: "no", is: ["restart kubelet"] },
  { reload: "yes", is: ["daemon-reload", "restart kubelet"] },
])("systemd: restart with NeedDaemonReload=$reload", async ({ reload, is }) => {
  await using root = await temporaryRoot();
  await (await systemctl(root, `LoadState=loaded\nNeedDaemonReload=${reload}\n`)).restart(
    "kubelet",
    signal,
  );
  assert.deepEqual((await asked(root)).slice(1), is);
});

Deno.test("systemd: a restart that fails says why, one of a unit that is not there too", async () => {
  await using root = await temporaryRoot();
  const failing = await systemctl(
    root,
    "LoadState=loaded\n",
    "echo 'Job for kubelet.service failed.' >&2; exit 1",
  );
  const error = await failsWith("kubelet-start-failed", () => failing.restart("kubelet", signal));
  assert.match(error.causes.join(), /Job for kubelet\.service failed\./);
  await failsWith("kubelet-start-failed", () => failing.stop("kubelet", signal));
  const missing = await systemctl(root, "LoadState=not-found\n");
  await failsWith("kubelet-missing", () => missing.restart("kubelet", signal));
});

Deno.test("systemd: the last lines come from the journal", async () => {
  await using root = await temporaryRoot();
  await root.script(
    "/usr/bin/journalctl",
    `echo "$@" > ${root.path}/asked; printf 'one\\n\\ntwo\\n'`,
  );
  const lines = await createSystemd(createExec(root.path)).lastLines("kubelet", 5, signal);
  assert.deepEqual(lines, ["one", "two"]);
  assert.match(await root.text("/asked"), /--unit kubelet --lines 5 .*--no-pager/);
});

async function openRc(root: TemporaryRoot, { status = "exit 0", show = "" } = {}) {
  await root.script(
    "/sbin/rc-service",
    `echo "$@" >> ${root.path}/asked\nif [ "$2" = status ]; then ${status}; fi`,
  );
  await root.script("/sbin/rc-update", `printf '${show}'`);
  await root.put("/etc/init.d/kubelet", "", 0o755);
  return createOpenRc(createExec(root.path), createFiles(root.path));
}

Deno.test.each([
  { status: "echo started; exit 0", state: "running" },
  { status: "echo ' * status: crashed'; exit 32", state: "failed" },
  { status: "echo stopped; exit 3", state: "stopped" },
])("OpenRC: $state", async ({ status, state }) => {
  await using root = await temporaryRoot();
  assert.equal((await (await openRc(root, { status })).status("kubelet", signal)).state, state);
});

Deno.test("OpenRC: enabled by the default runlevel, and not found without a script", async () => {
  await using root = await temporaryRoot();
  const show = "              kubelet | default\\n          kubelet-other | default\\n";
  assert.equal((await (await openRc(root, { show })).status("kubelet", signal)).enabled, true);
  assert.equal((await (await openRc(root)).status("kubelet", signal)).enabled, false);
  await Deno.remove(`${root.path}/etc/init.d/kubelet`);
  const services = await openRc(root).then(async (made) => {
    await Deno.remove(`${root.path}/etc/init.d/kubelet`);
    return made;
  });
  assert.equal((await services.status("kubelet", signal)).found, false);
  await failsWith("kubelet-missing", () => services.restart("kubelet", signal));
});

Deno.test("OpenRC: restart, stop, their failure, and the log", async () => {
  await using root = await temporaryRoot();
  const services = await openRc(root);
  await services.restart("kubelet", signal);
  await services.stop("kubelet", signal);
  assert.deepEqual(await asked(root), ["kubelet restart", "kubelet stop"]);
  assert.deepEqual(await services.lastLines("kubelet", 2, signal), []);
  await root.put("/var/log/kubelet.log", "1\n2\n3\n");
  assert.deepEqual(await services.lastLines("kubelet", 2, signal), ["2", "3"]);
  await root.script("/sbin/rc-service", "echo 'ERROR: kubelet failed to start'; exit 1");
  const error = await failsWith("kubelet-start-failed", () => services.restart("kubelet", signal));
  assert.match(error.causes.join(), /failed to start/);
});

Deno.test("systemd: start, enable, disable and reload, and their failure", async () => {
  await using root = await temporaryRoot();
  const services = await systemctl(root, LOADED);
  await services.start("containerd", signal);
  await services.enable("kubelet", signal);
  await services.disable("kubelet", signal);
  await services.reload(signal);
  assert.deepEqual(await asked(root), [
    "start containerd",
    "enable kubelet",
    "disable kubelet",
    "daemon-reload",
  ]);
  const failing = await systemctl(root, LOADED, "echo 'Unit is masked.' >&2; exit 1");
  const error = await failsWith("service-failed", () => failing.enable("kubelet", signal));
  assert.match(
    [error.message, ...error.causes].join(": "),
    /systemctl enable kubelet failed: Unit is masked\./,
  );
});

Deno.test("OpenRC: start, enable and disable, and their failure", async () => {
  await using root = await temporaryRoot();
  const services = await openRc(root);
  await root.script("/sbin/rc-update", `echo rc-update "$@" >> ${root.path}/asked`);
  await services.start("containerd", signal);
  await services.enable("kubelet", signal);
  await services.disable("kubelet", signal);
  await services.reload(signal);
  assert.deepEqual(await asked(root), [
    "containerd start",
    "rc-update add kubelet default",
    "rc-update del kubelet default",
  ]);
  await root.script("/sbin/rc-update", "echo 'no such script' >&2; exit 1");
  await failsWith("service-failed", () => services.enable("kubelet", signal));
});

Deno.test("findServices() finds none under a stand-in root, and none does nothing", async () => {
  await using root = await temporaryRoot();
  await Deno.mkdir(`${root.path}/run/systemd/system`, { recursive: true });
  const services = await findServices(root.path, createExec(root.path), createFiles(root.path));
  assert.equal(services.kind, "none");
  await services.restart("kubelet", signal);
  await services.stop("kubelet", signal);
  assert.equal((await services.status("kubelet", signal)).found, false);
  assert.deepEqual(await services.lastLines("kubelet", 9, signal), []);
});
