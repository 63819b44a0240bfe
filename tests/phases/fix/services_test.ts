import assert from "node:assert/strict";
import type { Services, ServiceStatus } from "../../../core/host/types.ts";
import { refuse } from "../../../phases/preflight/fix/fix.ts";
import { throwsWith } from "../../core/kit/errors.ts";
import { fakeServices } from "../../core/kit/joining.ts";
import { startContainerRuntime } from "../../support/container_runtime.ts";
import { resetting } from "../../core/reset/resetting.ts";
import { fixing, machine } from "./fixing.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const UNIT = "/etc/systemd/system/kubelet.service";
const DROP_IN = "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf";
const ABSENT: ServiceStatus = { found: false, enabled: false, state: "stopped", restarts: 0 };

/** A service manager that remembers: units by name, and what it was asked. */
function manager(
  units: Record<string, Partial<ServiceStatus>>,
  more: Partial<Services> = {},
): Services & { asked: string[] } {
  const asked: string[] = [];
  const state = new Map(
    Object.entries(units).map(([unit, one]) => [unit, { ...ABSENT, found: true, ...one }]),
  );
  function change(verb: string, unit: string, to: Partial<ServiceStatus>): Promise<void> {
    asked.push(`${verb} ${unit}`);
    state.set(unit, { ...ABSENT, ...state.get(unit), ...to });
    return Promise.resolve();
  }
  return {
    ...fakeServices({
      status: (unit) => Promise.resolve(state.get(unit) ?? ABSENT),
      start: (unit) => change("start", unit, { state: "running" }),
      enable: (unit) => change("enable", unit, { found: true, enabled: true }),
      disable: (unit) => change("disable", unit, { enabled: false }),
      reload: () => Promise.resolve(void asked.push("reload")),
      ...more,
    }),
    asked,
  };
}

Deno.test("--fix enables the kubelet's service, and reset disables it again", async () => {
  await using root = await machine();
  const services = manager({ kubelet: {} });
  const { fixes } = await fixing({ root, fix: ["service-kubelet"], services });
  assert.deepEqual(fixes, ["mended Service-kubelet"]);
  await resetting({ root: root.path, services });
  assert.deepEqual(services.asked, ["enable kubelet", "disable kubelet"]);
});

Deno.test("--fix makes the kubelet's service where its package brought none", async () => {
  await using root = await machine();
  const before = await root.tree();
  const services = manager({});
  const { fixes } = await fixing({ root, fix: ["Service-kubelet"], services });
  assert.deepEqual(fixes, ["mended Service-kubelet"]);
  assert.deepEqual(services.asked, ["reload", "reload", "enable kubelet"]);
  assert.match(await root.text(UNIT), /^ExecStart=\/usr\/bin\/kubelet$/m);
  assert.match(await root.text(UNIT), /^Restart=always\nStartLimitInterval=0\nRestartSec=10$/m);
  const dropIn = await root.text(DROP_IN);
  assert.match(dropIn, /^EnvironmentFile=-\/var\/lib\/kubelet\/kubeadm-flags\.env$/m);
  assert.match(
    dropIn,
    /^ExecStart=\nExecStart=\/usr\/bin\/kubelet \$KUBELET_KUBECONFIG_ARGS \$KUBELET_CONFIG_ARGS \$KUBELET_KUBEADM_ARGS \$KUBELET_EXTRA_ARGS$/m,
  );
  await resetting({ root: root.path, services });
  assert.deepEqual(services.asked.slice(3), ["disable kubelet", "reload"]);
  const tree = await root.tree();
  for (const path of Object.keys(tree)) if (path.startsWith("/var")) delete tree[path];
  assert.deepEqual(tree, before);
});

Deno.test("--fix writes kubeadm's drop-in where the kubelet's service does not read our files", async () => {
  await using root = await machine();
  await root.put(
    "/usr/lib/systemd/system/kubelet.service",
    "[Service]\nExecStart=/usr/bin/kubelet\n",
  );
  const services = manager({ kubelet: { enabled: true } });
  const { fixes, problems } = await fixing({ root, fix: ["KubeletDropIn"], services });
  assert.deepEqual(fixes, ["mended KubeletDropIn"]);
  assert.ok(!problems.some(({ check }) => check === "KubeletDropIn"));
  assert.deepEqual(services.asked, ["reload"]);
  assert.match(await root.text(DROP_IN), /--config=\/var\/lib\/kubelet\/config\.yaml/);
});

Deno.test.each<
  { what: string; services: Services; kubelet?: boolean; link?: boolean; why: RegExp }
>([
  {
    what: "without a service manager",
    services: { ...manager({}), kind: "none" },
    why: /No service manager/,
  },
  { what: "of OpenRC", services: { ...manager({}), kind: "openrc" }, why: /no OpenRC script/ },
  {
    what: "without a kubelet",
    services: manager({}),
    kubelet: false,
    why: /There is no kubelet in/,
  },
  { what: "that is masked", services: manager({}), link: true, why: /systemd does not load it/ },
])("--fix refuses to make a service $what", async ({ services, kubelet = true, link, why }) => {
  await using root = await machine();
  if (!kubelet) await Deno.remove(`${root.path}/usr/bin/kubelet`);
  if (link) {
    await Deno.mkdir(`${root.path}/etc/systemd/system`, { recursive: true });
    await Deno.symlink("/dev/null", root.path + UNIT);
  }
  const before = await root.tree();
  const { fixes, record } = await fixing({ root, fix: ["Service-kubelet"], services });
  assert.match(fixes.join(), /^refused Service-kubelet: /);
  assert.match(fixes.join(), why);
  assert.ok(record.of("fix")[0]?.hint);
  assert.deepEqual(await root.tree(), before);
});

Deno.test("what cannot be mended safely is an error of its own", () => {
  const error = throwsWith(
    "fix-refused",
    () => refuse("It is masked", "`systemctl unmask kubelet`"),
  );
  assert.equal(error.message, "It is masked");
  assert.equal(error.hint, "`systemctl unmask kubelet`");
});

Deno.test("--fix does not write over another drop-in of that name", async () => {
  await using root = await machine();
  await root.put("/usr/lib/systemd/system/kubelet.service", "[Service]\n");
  await root.put(DROP_IN, "[Service]\nNice=5\n");
  const { fixes } = await fixing({
    root,
    fix: ["KubeletDropIn"],
    services: manager({ kubelet: { enabled: true } }),
  });
  assert.match(fixes.join(), /^refused KubeletDropIn: .* with another content$/);
  assert.equal(await root.text(DROP_IN), "[Service]\nNice=5\n");
});

Deno.test("a service manager that refuses is told", async () => {
  await using root = await machine();
  const services = manager({ kubelet: {} }, {
    enable: () => Promise.reject(new Error("read-only file system")),
  });
  const { fixes } = await fixing({ root, fix: ["Service-kubelet"], services });
  assert.match(fixes.join(), /^failed Service-kubelet: .*read-only file system/);
});

Deno.test("--fix starts a container runtime that is installed and stopped, and waits for it", async () => {
  await using root = await machine();
  const socket = `${root.path}/var/run/containerd/containerd.sock`;
  await Deno.mkdir(`${root.path}/var/run/containerd`, { recursive: true });
  await using stack = new AsyncDisposableStack();
  const services = manager({ containerd: {} }, {
    async start() {
      stack.use(await startContainerRuntime({ path: socket }));
    },
  });
  const { fixes, problems } = await fixing({ root, fix: ["CRI"], services });
  assert.deepEqual(fixes, ["mended CRI"]);
  assert.ok(!problems.some(({ check }) => check === "CRI"), JSON.stringify(problems));
});

Deno.test.each<
  { what: string; units: Record<string, Partial<ServiceStatus>>; socket?: string; why: RegExp }
>([
  {
    what: "none is installed",
    units: {},
    why: /None of the services containerd, crio, cri-docker is here/,
  },
  {
    what: "several are",
    units: { containerd: {}, crio: {} },
    why: /Several container runtimes are installed: containerd, crio/,
  },
  {
    what: "it runs and does not answer",
    units: { containerd: { state: "running" } },
    why: /containerd runs, but does not answer/,
  },
  {
    what: "the one asked for is not",
    units: { containerd: {} },
    socket: "/run/crio/crio.sock",
    why: /None of the services/,
  },
])("--fix refuses to start a container runtime where $what", async ({ units, socket, why }) => {
  await using root = await machine();
  const services = manager(units);
  const { fixes } = await fixing({
    root,
    fix: ["CRI"],
    services,
    flags: socket === undefined ? {} : { criSocket: socket },
  });
  assert.match(fixes.join(), /^refused CRI: /);
  assert.match(fixes.join(), why);
  assert.deepEqual(services.asked, []);
});

Deno.test("a dry run of --fix starts and enables nothing", async () => {
  await using root = await machine();
  const services = manager({ kubelet: {}, containerd: {} });
  const { fixes, record } = await fixing({
    root,
    fix: ["CRI", "Service-kubelet"],
    services,
    flags: { dryRun: true },
  });
  assert.deepEqual(fixes, ["shown CRI", "shown Service-kubelet"]);
  assert.deepEqual(services.asked, []);
  assert.deepEqual(
    record.of("service").map(({ action, unit, dryRun }) => `${action} ${unit} ${dryRun}`),
    ["start containerd true", "enable kubelet true"],
  );
});
