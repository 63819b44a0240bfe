import assert from "node:assert/strict";
import { takeBaseline } from "../../../core/host/sandbox_baseline.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("a baseline has what was there, and nothing that came later", async () => {
  await using before = sleeper();
  const baseline = takeBaseline();
  await using after = sleeper();
  const others = baseline.others();
  assert.ok(others.has(before.pid));
  assert.ok(others.has(Deno.pid));
  assert.ok(!others.has(after.pid));
});

Deno.test.each([
  { what: "nothing has been started", forks: 0, others: [1, 290, 310] },
  { what: "ten have been started", forks: 10, others: [1, 290] },
  { what: "twenty have been started", forks: 20, others: [1, 290] },
  { what: "the ids begin anew", forks: 9000, others: [] },
  { what: "more have been started than there are ids", forks: 20_000, others: [] },
])("a baseline leaves out what may have a new owner when $what", async ({ forks, others }) => {
  await using root = await temporaryRoot();
  for (const pid of [1, 290, 310]) await root.put(`/${pid}/status`, "");
  await root.put("/loadavg", "0.1 0.2 0.3 1/80 300\n");
  await root.put("/sys/kernel/pid_max", "4096\n");
  await root.put("/stat", "cpu 1 2 3\nprocesses 1000\n");
  const baseline = takeBaseline(root.path);
  await root.put("/stat", `cpu 1 2 3\nprocesses ${1000 + forks}\n`);
  assert.deepEqual([...baseline.others()].sort((a, b) => a - b), others);
});

Deno.test("a baseline of a machine without /proc has nothing", async () => {
  await using root = await temporaryRoot();
  assert.equal(takeBaseline(root.path).others().size, 0);
});

function sleeper(): { pid: number } & AsyncDisposable {
  const child = new Deno.Command("/bin/sleep", { args: ["20"] }).spawn();
  return {
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}
