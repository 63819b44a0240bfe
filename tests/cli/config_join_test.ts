import assert from "node:assert/strict";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import { createMachine } from "../support/machine.ts";
import { freePort } from "../support/free_port.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { runWithInput } from "./input.ts";
import { resultOf, runProgram, startProgram } from "./program.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function joinConfiguration({ endpoint, token, pin }: ControlPlane): string {
  return `apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
nodeRegistration:
  name: from-file
  ignorePreflightErrors: [Port-10250]
discovery:
  bootstrapToken: { token: ${token}, apiServerEndpoint: "${endpoint}", caCertHashes: ["${pin}"] }
timeouts: { kubeletHealthCheck: 5s }
`;
}

Deno.test("join --config FILE joins as the file says", async () => {
  await using machine = await createMachine();
  await using cluster = await startControlPlane({ healthzPort: freePort() });
  const file = `${machine.root}/join.yaml`;
  await Deno.writeTextFile(file, joinConfiguration(cluster), { mode: 0o600 });
  const program = startProgram(["join", "--config", file, "--root", machine.root, "-o", "json"]);
  await program.said("Start the kubelet now");
  await machine.kubelet.start();
  const ended = await program.ended();
  assert.equal(ended.code, 0, ended.stdout.trimEnd().split("\n").at(-1));
  assert.equal(resultOf(ended).nodeName, "from-file");
  assert.ok(!ended.stdout.includes(cluster.token.slice(7)));
});

/** Runs a dry run with a file on standard input, on a machine that is empty. */
async function dryRun(
  text: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  await using machine = await createMachine();
  return await runWithInput(
    ["join", "--config", "-", "--root", machine.root, "-o", "json", ...args],
    text,
  );
}

Deno.test("join --config - takes dryRun from the file, and a flag wins over the file", async () => {
  await using cluster = await startControlPlane();
  const text = `${joinConfiguration(cluster)}dryRun: true\n`;
  const ended = await dryRun(text, "--node-name", "from-flag", "--ignore-preflight-errors", "all");
  // `all` and the file's Port-10250 are put together, and then refused.
  assert.equal(ended.code, 3);
  assert.match(ended.stdout, /preflight-ignore-invalid/);
  const good = await dryRun(text, "--node-name", "from-flag");
  assert.equal(good.code, 0, good.stdout.trimEnd().split("\n").at(-1));
  const result = resultOf(good);
  assert.equal(result.nodeName, "from-flag");
  assert.equal(result.dryRun, true);
});

Deno.test("a server of the flags stands in the place of the file's", async () => {
  await using cluster = await startControlPlane();
  const text = joinConfiguration(cluster).replace(cluster.endpoint, "127.0.0.1:1");
  const bad = await dryRun(text, "--dry-run", "--timeout", "discovery=500ms");
  assert.equal(bad.code, 4, bad.stdout.trimEnd().split("\n").at(-1));
  const good = await dryRun(text, cluster.endpoint, "--dry-run");
  assert.equal(good.code, 0, good.stdout.trimEnd().split("\n").at(-1));
});

Deno.test("a WorkerConfiguration of --config stands over the machine's own", async () => {
  await using cluster = await startControlPlane();
  await using root = await temporaryRoot();
  const head = "apiVersion: kubeworker.dev/v1alpha1\nkind: WorkerConfiguration\n";
  await root.put(
    "/etc/kubeworker/config.yaml",
    `${head}discovery: { endpoints: ["127.0.0.1:1"] }\n`,
  );
  await Deno.chmod(`${root.path}/etc`, 0o755);
  await Deno.chmod(`${root.path}/etc/kubeworker`, 0o755);
  await root.put("/given.yaml", `${head}discovery: { endpoints: ["${cluster.endpoint}"] }\n`);
  const { code, stdout } = await runProgram([
    ...["join", "phase", "discovery", "--root", root.path, "-o", "json"],
    ...["--config", `${root.path}/given.yaml`],
    ...["--token", cluster.token, "--discovery-token-ca-cert-hash", cluster.pin],
  ]);
  assert.equal(code, 0, stdout);
  assert.match(stdout, new RegExp(cluster.endpoint));
});

Deno.test("a warning about the file is an event of the join", async () => {
  await using cluster = await startControlPlane();
  const text = `${joinConfiguration(cluster)}dryRun: true\n`
    .replace("timeouts: {", "timeouts: { etcdAPICall: 1m0s,");
  const { stdout, code } = await dryRun(text);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /"level":"warning","text":"standard input:8:26: timeouts\.etcdAPICall: ignored/,
  );
});

Deno.test.each([
  {
    what: "an unknown field",
    change: (text: string) => text.replace("timeouts:", "timeout:"),
    code: "config-invalid",
  },
  {
    what: "what kubeworker does not do",
    change: (text: string) => `${text}controlPlane: {}\n`,
    code: "config-unsupported",
  },
  {
    what: "a token of the wrong form",
    change: (text: string) => text.replace(/token: (\w+)\.\w+/, "token: $1.SECRETSECRET"),
    code: "config-invalid",
  },
])(
  "join --config refuses $what with exit code 3, and changes nothing",
  async ({ change, code }) => {
    await using root = await temporaryRoot();
    const text = change(
      joinConfiguration({
        endpoint: "127.0.0.1:1",
        token: "abcdef.0123456789abcdef",
        pin: `sha256:${"ab".repeat(32)}`,
      } as ControlPlane),
    );
    const ended = await runWithInput(
      ["join", "--config", "-", "--root", root.path, "-o", "json"],
      text,
    );
    assert.equal(ended.code, 3);
    assert.equal((resultOf(ended).error as { code: string }).code, code);
    assert.doesNotMatch(ended.stdout + ended.stderr, /SECRETSECRET|0123456789abcdef/);
    assert.deepEqual(await root.tree(), {});
  },
);

Deno.test("--strict-kubeadm names the flags that kubeadm does not mix with --config", async () => {
  const mixed = await runWithInput([
    ...["join", "10.0.0.1:6443", "--config", "-", "--strict-kubeadm", "--token", "a.b"],
    ...["--cri-socket", "/x", "--node-name", "n", "--dry-run", "--skip-phases", "finalize"],
  ], "");
  assert.equal(mixed.code, 3);
  assert.match(mixed.stderr, /not mix --config with HOST:PORT, --token, --cri-socket$/m);
  assert.ok(mixed.stderr.includes("config-mixed"));
  const allowed = await runWithInput([
    ...["join", "--config", "-", "--strict-kubeadm", "--node-name", "n", "--dry-run"],
    ...["--skip-phases", "finalize", "--ignore-preflight-errors", "Swap", "-v", "--wait=none"],
  ], "");
  // The file is empty: it came so far.
  assert.match(allowed.stderr, /config-invalid/);
});

Deno.test("a file that is not there is named", async () => {
  const { code, stderr } = await runWithInput(["join", "--config", "/nowhere/join.yaml"], "");
  assert.equal(code, 3);
  assert.match(stderr, /Cannot read "\/nowhere\/join\.yaml": there is no such file/);
});
