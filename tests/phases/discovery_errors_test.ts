import assert from "node:assert/strict";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import { discovery } from "../../phases/discovery.ts";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import { failsWith } from "../core/kit/errors.ts";
import { flagsFor, joining } from "../core/kit/joining.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { discover, refused, type Run } from "./discovering.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const certificate =
  (which: "other-name" | "expired" | "not-yet-valid" | "other-authority") =>
  (cluster: ControlPlane) => cluster.connections.add({ kind: "certificate", certificate: which });
const fault = (which: Parameters<ControlPlane["faults"]["add"]>[0]) => (cluster: ControlPlane) =>
  cluster.faults.add(which);
const DAY = 86_400_000;

Deno.test.each<{ what: string; code: ErrorCode; says?: RegExp } & Run>([
  {
    what: "cluster-info that changes between the reads",
    options: { discovery: { changesAtRead: 2 } },
    code: "cluster-info-changed",
  },
  {
    what: "a text that is no kubeconfig",
    options: { discovery: { kubeconfig: { kind: "text", text: "hello" } } },
    code: "cluster-info-malformed",
  },
  { what: "a CA that is none", options: { discovery: { caPem: "hello" } }, code: "ca-malformed" },
  {
    what: "a server by plain HTTP in the text",
    options: { discovery: { server: "http://10.0.0.1" } },
    code: "cluster-info-malformed",
    says: /http:\/\/10/,
  },
  {
    what: "a certificate of another CA",
    arrange: certificate("other-authority"),
    code: "server-untrusted",
  },
  {
    what: "a certificate for another name",
    arrange: certificate("other-name"),
    code: "server-name-mismatch",
    says: /elsewhere\.example, 192\.0\.2\.1/,
  },
  {
    what: "a certificate past its end",
    arrange: certificate("expired"),
    code: "server-certificate-expired",
    says: /ended at/,
  },
  {
    what: "a certificate of tomorrow",
    arrange: certificate("not-yet-valid"),
    code: "server-certificate-expired",
    says: /valid from/,
  },
  {
    what: "no right to read it",
    options: { discovery: { access: "binding-deleted" } },
    code: "cluster-info-forbidden",
  },
  {
    what: "no anonymous access",
    options: { discovery: { access: "anonymous-off" } },
    code: "cluster-info-forbidden",
  },
  {
    what: "no cluster-info",
    options: { discovery: { access: "missing" } },
    code: "cluster-info-missing",
  },
  { what: "nothing that listens", arrange: (cluster) => cluster.goDown(), code: "server-refused" },
  {
    what: "a black hole",
    arrange: (cluster) => cluster.connections.add({ kind: "black-hole" }),
    code: "server-silent",
  },
  {
    what: "a server that falls silent after the first read",
    arrange: (cluster) => cluster.connections.add({ kind: "black-hole" }, { after: 1 }),
    code: "server-silent",
  },
  {
    what: "a server that goes after the first read",
    arrange: (cluster) => cluster.connections.add({ kind: "reset" }, { after: 1 }),
    code: "server-reset",
  },
  { what: "a web page", arrange: fault({ kind: "html" }), code: "server-not-kubernetes" },
  { what: "50 MB", arrange: fault({ kind: "huge-body" }), code: "response-too-large" },
  {
    what: "a redirect",
    arrange: fault({ kind: "redirect", location: "https://login.example" }),
    code: "server-not-kubernetes",
    says: /redirect/,
  },
  { what: "half a JSON", arrange: fault({ kind: "truncated-json" }), code: "response-malformed" },
  {
    what: "a port for plain HTTP",
    arrange: (cluster) => cluster.connections.add({ kind: "plain-http" }),
    code: "server-not-tls",
  },
  {
    what: "a name that does not resolve",
    flags: { endpoints: ["no-such-host.invalid:6443"] },
    code: "server-name-unknown",
  },
])("discovery makes $code of $what", async ({ code, says = /./, ...run }) => {
  const { error } = await refused(code, run);
  assert.match(error.message, says);
});

Deno.test.each([
  { what: "ahead", ahead: 400 * DAY, says: /ahead of the server's/ },
  { what: "behind", ahead: -400 * DAY, says: /9\d\d\dh\S+ behind the server's/ },
])(
  "discovery blames the clock when it is far $what, with the difference",
  async ({ ahead, says }) => {
    // The stand-in's certificate has to look invalid to this machine, so it has to be so in truth, too.
    const { error } = await refused("clock-off", {
      clockAheadMs: ahead,
      arrange(cluster) {
        cluster.clock.offset = 0;
        return serveFrom(cluster, Date.now() + ahead);
      },
    });
    assert.match(error.message, says);
  },
);

/** The TLS library looks at the real clock: a certificate that it refuses, and that the server's own time is in. */
async function serveFrom(cluster: ControlPlane, machineTime: number) {
  const early = machineTime > Date.now();
  const [from, until] = early
    ? [Date.now() - 2 * DAY, Date.now() - 1000]
    : [Date.now() + 60_000, Date.now() + 400 * DAY];
  cluster.clock.offset = early ? -DAY : DAY;
  const identity = await cluster.authority.issue({
    commonName: "kube-apiserver",
    usage: "server",
    ip: ["127.0.0.1"],
    from: new Date(from),
    until: new Date(until),
  });
  cluster.connections.add({ kind: "certificate", certificate: identity });
}

Deno.test("discovery warns of a clock that is off but does no harm yet", async () => {
  const { outcome, record } = await discover({ options: { clockOffset: -60_000 } });
  assert.ok(outcome?.ok);
  const [problem] = record.of("problem");
  assert.equal(problem?.level, "warning");
  assert.match(problem?.text ?? "", /(59|1m)\S* ?.*ahead of the API server's/);
});

Deno.test("discovery ends when it is interrupted", async () => {
  await using cluster = await startControlPlane();
  cluster.connections.add({ kind: "black-hole" });
  await using root = await temporaryRoot();
  const abort = new AbortController();
  const flags = flagsFor(cluster, { timeout: ["discovery=1m"] });
  const running = joining({ root: root.path, phases: [discovery], flags, signal: abort.signal });
  setTimeout(() => abort.abort(), 100);
  const error = await failsWith("interrupted", () => running);
  assert.equal(error.exitCode, 130);
});
