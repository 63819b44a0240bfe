import assert from "node:assert/strict";
import { renderError, reportError } from "../../../core/cli/error_report.ts";
import { textOutput } from "../../../core/cli/output.ts";
import { createTextRenderer } from "../../../core/cli/text_renderer.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import type { EventBody, JoinEvent } from "../../../core/engine/events.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** A join with something of everything. */
const recorded: [number, EventBody][] = [
  [1, {
    kind: "plan",
    phases: [
      { name: "preflight", action: "run", summary: "check that this machine can become a node" },
      { name: "discovery", action: "run", summary: "find the cluster" },
      { name: "kubelet-dynamic-config", action: "skip", summary: "configure" },
      { name: "tls-bootstrap", action: "run", summary: "get the node its own certificate" },
    ],
  }],
  [2, {
    kind: "phase-start",
    phase: "preflight",
    summary: "check that this machine can become a node",
  }],
  [2, { kind: "phase-start", phase: "discovery", summary: "find the cluster" }],
  [30, {
    kind: "problem",
    phase: "preflight",
    check: "Swap",
    level: "warning",
    text: "Swap is on (/dev/sda2)",
    hint: "turn it off",
  }],
  [31, {
    kind: "problem",
    phase: "preflight",
    check: "Port-10250",
    level: "error",
    text: "Port 10250 is in use",
  }],
  [40, { kind: "phase-end", phase: "preflight", outcome: "done", ms: 38 }],
  [50, { kind: "request", method: "GET", url: "https://c/api", status: 200, ms: 8.4 }],
  [51, { kind: "request", method: "GET", url: "https://c/api", error: "server-refused", ms: 1 }],
  [60, {
    kind: "waiting",
    phase: "discovery",
    what: "the API server at c",
    reason: "c refuses connections",
    deadlineMs: 300_000,
  }],
  [70, {
    kind: "waiting",
    phase: "discovery",
    what: "the API server at c",
    reason: "c refuses connections",
    deadlineMs: 300_000,
  }],
  [80, { kind: "note", level: "warning", text: "The CA is not pinned", hint: "pin it" }],
  [81, { kind: "note", level: "info", text: "trying again" }],
  [90, { kind: "phase-end", phase: "discovery", outcome: "recalled", ms: 88 }],
  [91, {
    kind: "phase-start",
    phase: "tls-bootstrap",
    summary: "get the node its own certificate",
  }],
  [95, { kind: "file", action: "create", path: "/etc/a", mode: 0o600, bytes: 3, sha256: "aa" }],
  [96, { kind: "file", action: "link", path: "/etc/l", target: "/etc/a" }],
  [97, {
    kind: "file",
    action: "replace",
    path: "/etc/b",
    mode: 0o644,
    dryRun: true,
    diff: "--- a\n+++ b\n+x\n",
  }],
  [98, { kind: "service", action: "restart", unit: "kubelet", ms: 3 }],
  [99, {
    kind: "csr",
    name: "node-csr-x",
    keyFingerprint: "SHA256:aa",
    approve: "kubectl certificate approve node-csr-x",
  }],
  [100, {
    kind: "waiting",
    phase: "tls-bootstrap",
    what: "approval of node-csr-x",
    deadlineMs: 300_000,
  }],
  [61_100, { kind: "waited", phase: "tls-bootstrap", what: "approval of node-csr-x", ms: 61_000 }],
  [61_200, { kind: "phase-end", phase: "tls-bootstrap", outcome: "failed", ms: 61_109 }],
  [61_201, { kind: "unseen", phase: "finalize", changes: ["starts the kubelet"] }],
  [61_202, {
    kind: "result",
    ok: true,
    dryRun: false,
    summary: "This node has joined.\nSee it there.",
  }],
];

function stamped([elapsedMs, body]: [number, EventBody]): JoinEvent {
  return { time: "2026-01-02T03:04:05.000Z", elapsedMs, ...body };
}

Deno.test.each([
  { terminal: true, verbose: false },
  { terminal: false, verbose: false },
  { terminal: true, verbose: true },
  { terminal: false, verbose: true },
])("a join as text, terminal $terminal, verbose $verbose", async (style, t) => {
  const renderer = createTextRenderer(style);
  const lines = recorded.flatMap((event) => renderer.render(stamped(event)));
  assert.ok(lines.every((line) => !line.includes("\n") && line === line.trimEnd()));
  await t.assertSnapshot(lines.join("\n"), { serializer: String });
});

Deno.test("the live line says what is waited for and how long already", async (t) => {
  const renderer = createTextRenderer({ terminal: true, verbose: false });
  const lines = recorded.map((event) => {
    renderer.render(stamped(event));
    return renderer.live(event[0] + 1000) ?? "-";
  });
  assert.equal(lines.at(-1), "-");
  await t.assertSnapshot(lines.join("\n"), { serializer: String });
});

Deno.test("textOutput() draws the live line on a terminal only, and never wider than it", () => {
  for (const isTerminal of [true, false]) {
    const out: string[] = [];
    const errors: string[] = [];
    const output = textOutput({
      isTerminal,
      columns: 40,
      out: (text) => void out.push(text),
      err: (text) => void errors.push(text),
    }, false);
    for (const event of recorded) {
      output.show(stamped(event));
      output.tick(event[0]);
    }
    const drawn = out.filter((text) => !text.endsWith("\n") && !text.startsWith("\r"));
    assert.equal(drawn.length > 0, isTerminal);
    assert.ok(drawn.every((text) => text.length < 40));
    assert.equal(out.join("").includes("\x1b"), isTerminal);
    assert.deepEqual(errors, []);
    assert.notEqual(out.at(-1), drawn.at(-1));
  }
});

Deno.test("an error is shown with cause, hint, code and phase, on standard error", async (t) => {
  const error = new JoinError("kubelet-crashed", "The kubelet ends soon after it is started", {
    hint: "its last lines are shown above",
    cause: new Error("outer", { cause: new Error("inner") }),
    detail: { log: ["line 1", "line 2"] },
  });
  error.phase = "finalize";
  const report = reportError(error);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), {
    code: "kubelet-crashed",
    message: "The kubelet ends soon after it is started",
    hint: "its last lines are shown above",
    phase: "finalize",
    causes: ["outer", "inner"],
    detail: { log: ["line 1", "line 2"] },
  });
  await t.assertSnapshot(renderError(report).join("\n"), { serializer: String });
  const [out, err]: string[][] = [[], []];
  const output = textOutput({
    isTerminal: false,
    columns: 80,
    out: (text) => void out?.push(text),
    err: (text) => void err?.push(text),
  }, false);
  output.show(
    stamped([1, { kind: "result", ok: false, exitCode: 8, dryRun: false, error: report }]),
  );
  assert.deepEqual(out, []);
  assert.match(err?.join("") ?? "", /error: The kubelet ends/);
});

Deno.test("an error without cause, phase and detail is short", () => {
  assert.deepEqual(
    renderError(reportError(new JoinError("usage", "No command was given", { hint: "look" }))),
    [
      "error: No command was given",
      "  hint:  look",
      "  code:  usage",
    ],
  );
});
