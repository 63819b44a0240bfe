import assert from "node:assert/strict";
import { checksOutput } from "../../../core/cli/preflight/checks_output.ts";
import { gatherChecks } from "../../../core/cli/preflight/gather_checks.ts";
import type { EventBody, JoinEvent } from "../../../core/engine/events.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** As they come: checks in the order in which they end, then the findings. */
const recorded: EventBody[] = [
  { kind: "phase-start", phase: "preflight", summary: "check" },
  { kind: "fix", check: "CRI", outcome: "mended" },
  {
    kind: "fix",
    check: "KubeletDropIn",
    outcome: "refused",
    reason: "it is there, with another content",
    hint: "look into it",
  },
  { kind: "check", check: "Swap", group: "kernel", outcome: "warning", ms: 12.3 },
  { kind: "check", check: "CRI", group: "runtime", outcome: "ok", ms: 24 },
  { kind: "check", check: "Port-10250", group: "network", outcome: "error", ms: 0.2 },
  { kind: "check", check: "FileExisting-mount", group: "machine", outcome: "ok", ms: 1 },
  {
    kind: "problem",
    phase: "preflight",
    check: "Swap",
    level: "warning",
    text: "Swap is on",
    hint: "turn it off",
  },
  {
    kind: "problem",
    phase: "preflight",
    check: "Port-10250",
    level: "error",
    text: "Port 10250 is in use",
  },
  { kind: "phase-end", phase: "preflight", outcome: "failed", ms: 40 },
];

const failed: EventBody = {
  kind: "result",
  ok: false,
  exitCode: 2,
  dryRun: false,
  error: { code: "preflight-failed", message: "A check failed: Port-10250", hint: "mend it" },
};

function run(verbose: boolean, result: EventBody = failed) {
  const events: JoinEvent[] = [];
  const text = { out: "", err: "" };
  const output = checksOutput({
    isTerminal: false,
    columns: 80,
    out: (one) => void (text.out += one),
    err: (one) => void (text.err += one),
  }, verbose);
  const emit = gatherChecks((body) => {
    const event: JoinEvent = { time: "", elapsedMs: 0, ...body };
    events.push(event);
    output.show(event);
  });
  for (const body of [...recorded, result]) emit(body);
  return { ...text, result: events.at(-1) };
}

Deno.test("preflight shows what was mended, then errors, then warnings, then how many there are", () => {
  const { out, err } = run(false);
  assert.deepEqual(out.split("\n"), [
    "  mended CRI",
    "  refused to mend KubeletDropIn: it is there, with another content",
    "    look into it",
    "  [ERROR Port-10250]: Port 10250 is in use",
    "  [WARNING Swap]: Swap is on",
    "    turn it off",
    "4 checks: 1 error, 1 warning",
    "",
  ]);
  assert.equal(err, "");
});

Deno.test("preflight -v lists every check by its group, with its time", () => {
  const { out } = run(true);
  assert.deepEqual(out.split("\n").slice(6), [
    "machine",
    "  ok          1.0 ms  FileExisting-mount",
    "kernel",
    "  warning    12.3 ms  Swap",
    "network",
    "  error       0.2 ms  Port-10250",
    "runtime",
    "  ok         24.0 ms  CRI",
    "4 checks: 1 error, 1 warning",
    "",
  ]);
});

Deno.test("the result of preflight lists the checks with what each found", () => {
  const { result } = run(false);
  assert.ok(result?.kind === "result");
  assert.deepEqual(result.checks?.map(({ check, problems }) => [check, problems.length]), [
    ["FileExisting-mount", 0],
    ["Swap", 1],
    ["Port-10250", 1],
    ["CRI", 0],
  ]);
  assert.deepEqual(result.checks?.[1], {
    check: "Swap",
    group: "kernel",
    outcome: "warning",
    ms: 12.3,
    problems: [{ level: "warning", text: "Swap is on", hint: "turn it off" }],
  });
});

Deno.test("a failure that is no finding is told on standard error", () => {
  const { err, out } = run(false, {
    kind: "result",
    ok: false,
    exitCode: 3,
    dryRun: false,
    error: { code: "fix-unknown", message: 'Cannot fix "x"', hint: "look it up" },
  });
  assert.match(err, /error: Cannot fix "x"/);
  assert.match(out, /4 checks:/);
});
