import assert from "node:assert/strict";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import { readJoinOptions } from "../../../core/config/join_options.ts";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { everythingOf, throwsWith } from "../kit/errors.ts";
import { CA_ONE } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const [A, B, C] = ["aaaaaa", "bbbbbb", "cccccc"].map((id) => `${id}.0123456789abcdef`) as [
  string,
  string,
  string,
];

Deno.test("readJoinOptions() fills in defaults", () => {
  const options = readJoinOptions({}, "Worker-1.Example\n");
  assert.equal(options.endpoints.length, 0);
  assert.equal(options.discoveryToken, undefined);
  assert.equal(options.tlsBootstrapToken, undefined);
  assert.deepEqual(options.pins, []);
  assert.equal(options.allowUnpinned, false);
  assert.equal(options.nodeName, "worker-1.example");
  assert.equal(options.nodeNameOverride, false);
  assert.equal(options.tlsBootstrap, "native");
  assert.equal(options.wait, "registered");
});

Deno.test.each<{ flags: JoinFlags; discovery: string | undefined; bootstrap: string | undefined }>([
  { flags: { token: A }, discovery: "aaaaaa", bootstrap: "aaaaaa" },
  { flags: { discoveryToken: A }, discovery: "aaaaaa", bootstrap: "aaaaaa" },
  { flags: { tlsBootstrapToken: A }, discovery: undefined, bootstrap: "aaaaaa" },
  { flags: { token: A, discoveryToken: B }, discovery: "bbbbbb", bootstrap: "aaaaaa" },
  { flags: { token: A, tlsBootstrapToken: B }, discovery: "aaaaaa", bootstrap: "bbbbbb" },
  { flags: { discoveryToken: A, tlsBootstrapToken: B }, discovery: "aaaaaa", bootstrap: "bbbbbb" },
  {
    flags: { token: A, discoveryToken: B, tlsBootstrapToken: C },
    discovery: "bbbbbb",
    bootstrap: "cccccc",
  },
])(
  "readJoinOptions() takes tokens by kubeadm's precedence: $discovery and $bootstrap",
  ({ flags, discovery, bootstrap }) => {
    const options = readJoinOptions(flags, "n");
    assert.equal(options.discoveryToken?.id, discovery);
    assert.equal(options.tlsBootstrapToken?.id, bootstrap);
  },
);

Deno.test.each<{ flags: JoinFlags; code: ErrorCode; says: RegExp }>([
  { flags: { endpoints: ["10.0.0.1"] }, code: "endpoint-malformed", says: /no port/ },
  { flags: { token: "x.y" }, code: "token-malformed", says: /--token/ },
  { flags: { discoveryToken: "x.y" }, code: "token-malformed", says: /--discovery-token/ },
  { flags: { tlsBootstrapToken: "x.y" }, code: "token-malformed", says: /--tls-bootstrap-token/ },
  {
    flags: { discoveryTokenCaCertHash: [CA_ONE.pin, "sha256:1"] },
    code: "pin-malformed",
    says: /1 digits/,
  },
  { flags: { nodeName: "foo_bar" }, code: "node-name-invalid", says: /foo_bar/ },
  { flags: { criSocket: "tcp://x:1" }, code: "cri-socket-malformed", says: /tcp/ },
  { flags: { criSocket: "rel/x.sock" }, code: "cri-socket-malformed", says: /rel/ },
  { flags: { criSocket: "unix://rel/x.sock" }, code: "cri-socket-malformed", says: /rel/ },
  { flags: { criSocket: "" }, code: "cri-socket-malformed", says: /""/ },
  { flags: { criSocket: "/run/a b.sock" }, code: "cri-socket-malformed", says: /a b/ },
  {
    flags: { ignorePreflightErrors: ["all", "Swap"] },
    code: "preflight-ignore-invalid",
    says: /swap/,
  },
  {
    flags: { ignorePreflightErrors: ["Swap", "ALL"] },
    code: "preflight-ignore-invalid",
    says: /swap/,
  },
  { flags: { tlsBootstrap: "kubeadm" }, code: "usage", says: /--tls-bootstrap/ },
  { flags: { wait: "Ready" }, code: "usage", says: /--wait/ },
  { flags: { timeout: ["x=1s"] }, code: "timeout-malformed", says: /"x"/ },
])("readJoinOptions() refuses $flags", ({ flags, code, says }) => {
  const error = throwsWith(code, () => readJoinOptions(flags, "n"));
  assert.match(error.message, says);
  assert.equal(error.exitCode, 3);
});

Deno.test("readJoinOptions() lists the choices when it knows none of that name", () => {
  const { hint } = throwsWith("usage", () => readJoinOptions({ wait: "for it" }, "n"));
  assert.match(hint, /none, registered, ready/);
});

Deno.test("readJoinOptions() says nothing of a token, whatever else is wrong", () => {
  const error = throwsWith(
    "node-name-invalid",
    () => readJoinOptions({ token: A, nodeName: "_" }, "n"),
  );
  assert.doesNotMatch(everythingOf(error), /0123456789abcdef/);
});

Deno.test.each<{ given: string[]; is: string[] }>([
  { given: ["Swap", " Port-10250 ", ""], is: ["swap", "port-10250"] },
  { given: ["ALL"], is: ["all"] },
  { given: ["all", "all"], is: ["all"] },
  { given: [], is: [] },
])("readJoinOptions() reads the ignore list $given", ({ given, is }) => {
  const { ignorePreflightErrors } = readJoinOptions({ ignorePreflightErrors: given }, "n");
  assert.deepEqual([...new Set(ignorePreflightErrors)], is);
});

Deno.test.each<{ name: string; machine: string; override: boolean }>([
  { name: "worker-1", machine: "worker-1", override: false },
  { name: "Worker-1", machine: "worker-1", override: false },
  { name: "worker-1", machine: "Worker-1\n", override: false },
  { name: "worker-2", machine: "worker-1", override: true },
])(
  "readJoinOptions() overrides the name of $machine with $name: $override",
  ({ name, machine, override }) => {
    assert.equal(readJoinOptions({ nodeName: name }, machine).nodeNameOverride, override);
  },
);

Deno.test("readJoinOptions() lets a machine with an impossible name join under another", () => {
  assert.equal(readJoinOptions({ nodeName: "n1" }, "my_host").nodeName, "n1");
  throwsWith("node-name-invalid", () => readJoinOptions({}, "my_host"));
  throwsWith("node-name-invalid", () => readJoinOptions({}, ""));
});
