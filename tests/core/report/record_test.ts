import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { REPORT_PATH } from "../../../core/report/place.ts";
import { createReports } from "../../../core/host/reports.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";
import { createReported, joinOnce, keptReport } from "./kept.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("a join keeps a report of what it trusted, asked, wrote and took", async () => {
  await using world = await createReported();
  const { controlPlane, machine, placeholders } = world;
  const ended = await joinOnce(world);
  assert.equal(ended.exit, 0, ended.stdout);
  const report = await keptReport(world);
  assert.equal((await Deno.stat(machine.root + REPORT_PATH)).mode ?? 0 & 0o777, 0o100600);
  assert.equal(report.apiVersion, "report.kubeworker.dev/v1");
  assert.equal(report.run.command[0], "join");
  const secret = controlPlane.token.slice(7);
  assert.ok(!JSON.stringify(report).includes(secret));
  assert.equal(report.run.command[3], `${controlPlane.token.slice(0, 6)}.[redacted]`);
  assert.ok(Date.parse(report.run.start) <= Date.parse(report.run.end));
  assert.deepEqual(report.plugin, { name: "token", carrier: "built-in" });

  const der = new X509Certificate(placeholders.CA ?? "").raw;
  assert.equal(report.trust?.because, "pinned");
  assert.equal(report.trust.server, controlPlane.url);
  assert.equal(report.trust.signedBy, controlPlane.token.slice(0, 6));
  assert.deepEqual(report.trust.refused, []);
  const [ca] = report.trust.certificates;
  assert.equal(ca?.pin, controlPlane.pin);
  assert.equal(ca?.sha256, createHash("sha256").update(der).digest("hex"));
  assert.equal(report.endpoints[0]?.outcome, "won");

  assert.equal(report.node?.name, "worker-1");
  assert.match(report.node.kubeletVersion ?? "", /^v1\.\d+\.\d+/);
  assert.ok(report.node.runtime?.socket.startsWith("unix://"));
  assert.deepEqual(report.phases.map(({ name }) => name).sort(), [
    ...["discovery", "finalize", "kubelet-dynamic-config", "preflight", "tls-bootstrap"],
  ]);
  assert.ok(report.phases.every(({ outcome }) => outcome === "done"));
  assert.ok(report.checks.length > 10);

  // Only what kubeworker asked of the control plane, each once, and in the same order.
  const seen = ended.requests.map(({ method, path }) => `${method} ${path.split("?")[0]}`);
  const told = report.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
  assert.deepEqual([...told].sort(), [...seen].sort());
  assert.ok(report.requests.every((request) => request.try === 1 && request.startMs >= 0));
  assert.ok(report.requests.some(({ bytes = 0 }) => bytes > 500));

  const written = report.files.find(({ path }) => path === "/var/lib/kubelet/config.yaml");
  const text = await Deno.readTextFile(`${machine.root}/var/lib/kubelet/config.yaml`);
  assert.equal(written?.sha256, createHash("sha256").update(text).digest("hex"));
  assert.equal(written.mode, "0644");
  assert.ok(report.services.some(({ unit }) => unit === "kubelet"));
  assert.equal(report.result.ok, true);
  assert.equal(report.result.exitCode, 0);
});

Deno.test("a failed join that changed something keeps a report, beside the one before", async () => {
  const held = { controlPlane: { issuance: { policy: "hold" } } };
  await using world = await createReported(held);
  assert.equal((await joinOnce(world, "--timeout", "tlsBootstrap=1s")).exit, 7);
  const first = await keptReport(world);
  assert.equal((await joinOnce(world, "--timeout", "tlsBootstrap=1s")).exit, 7);
  const before = await keptReport(world, 1);
  assert.deepEqual(before, first);
  assert.notEqual((await keptReport(world)).run.end, before.run.end);
  assert.equal(before.result.error?.code, "csr-timeout");
  assert.equal(before.result.exitCode, 7);
  assert.equal(before.phases.find(({ name }) => name === "tls-bootstrap")?.outcome, "failed");
  assert.match(before.certificateRequest?.name ?? "", /^node-csr-/);
  const [wait] = before.waits.filter(({ phase }) => phase === "tls-bootstrap");
  assert.ok(wait !== undefined && wait.ms >= 100, JSON.stringify(before.waits));
});

Deno.test("who changed nothing leaves no report: a dry run, a refused join, a look", async () => {
  await using world = await createReported();
  const state = `${world.machine.root}/var/lib/kubeworker`;
  assert.equal((await joinOnce(world, "--dry-run")).exit, 0);
  const stranger = ["--discovery-token", "zzzzzz.zzzzzzzzzzzzzzzz"];
  assert.equal((await joinOnce(world, ...stranger, "--timeout", "discovery=500ms")).exit, 5);
  await assert.rejects(Deno.lstat(state), Deno.errors.NotFound);
});

Deno.test("a report that cannot be written does not change what a join came to", async () => {
  await using world = await createReported();
  const state = `${world.machine.root}/var/lib/kubeworker`;
  await Deno.mkdir(`${state}/report.9.json/in/the/way`, { recursive: true });
  await Deno.writeTextFile(`${state}/report.8.json`, "");
  const ended = await joinOnce(world, "--wait=none");
  assert.equal(ended.exit, 0);
  const warning = ended.events.find((event) => event.kind === "note" && /report/.test(event.text));
  assert.ok(warning?.kind === "note" && warning.level === "warning");
});

Deno.test("only so many reports are kept", async () => {
  await using root = await temporaryRoot();
  const { keep } = createReports(root.path);
  for (let number = 1; number <= 12; number++) await keep(`${number}`);
  const kept = Object.entries(await root.tree()).filter(([, text]) => !text.endsWith("directory"));
  assert.deepEqual(
    kept.map(([path, text]) => [path.slice("/var/lib/kubeworker/".length), text]),
    [
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((age) => [`report.${age}.json`, `0600 ${12 - age}`]),
      ["report.json", "0600 12"],
    ],
  );
});

Deno.test("a join that finds everything done leaves the report of the one that did it", async () => {
  await using world = await createReported();
  assert.equal((await joinOnce(world)).exit, 0);
  const first = await keptReport(world);
  assert.ok(first.services.length > 0);
  assert.equal((await joinOnce(world)).exit, 0);
  assert.deepEqual(await keptReport(world), first);
  await assert.rejects(() => keptReport(world, 1), { code: "ENOENT" });
});
