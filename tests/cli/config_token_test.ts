import assert from "node:assert/strict";
import { readGiven } from "../../core/cli/config/given.ts";
import type { TokenSource } from "../../core/cli/config/given_token.ts";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import { otherReaders, readInput } from "../../core/host/operator_input.ts";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { everythingOf, failsWith } from "../core/kit/errors.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { runWithInput } from "./input.ts";
import { runProgram } from "./program.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const FLAG = "aaaaaa.aaaaaaaaaaaaaaaa";
const ENVIRONMENT = "bbbbbb.bbbbbbbbbbbbbbbb";
const FILE = "cccccc.cccccccccccccccc";
const CONFIG = `apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  bootstrapToken: { token: ${FILE}, apiServerEndpoint: "a:1", unsafeSkipCAVerification: true }
`;

/** Inputs by their names, and what the environment has. */
function source(inputs: Record<string, string>, variable?: string): TokenSource {
  return {
    readInput: (name) => Promise.resolve(new TextEncoder().encode(inputs[name] ?? "")),
    otherReaders: () => Promise.resolve(undefined),
    env: (name) => name === "KUBEWORKER_TOKEN" ? variable : undefined,
    signal: new AbortController().signal,
  };
}

/** The token that counts: of --token, else the discovery token. */
async function tokenOf(flags: JoinFlags, from: TokenSource): Promise<string | undefined> {
  const given = await readGiven(flags, from);
  assert.equal(given.flags.tokenFile, undefined);
  return given.flags.token ?? given.flags.discoveryToken;
}

Deno.test.each<{ what: string; flags: JoinFlags; variable?: string; token: string | undefined }>([
  { what: "nothing", flags: {}, token: undefined },
  { what: "a flag", flags: { token: FLAG }, token: FLAG },
  { what: "a variable", flags: {}, variable: ENVIRONMENT, token: ENVIRONMENT },
  { what: "an empty variable", flags: {}, variable: "", token: undefined },
  { what: "a flag and a variable", flags: { token: FLAG }, variable: ENVIRONMENT, token: FLAG },
  { what: "a file", flags: { tokenFile: "t" }, token: FLAG },
  { what: "a file and a variable", flags: { tokenFile: "t" }, variable: ENVIRONMENT, token: FLAG },
  { what: "standard input", flags: { token: "-" }, variable: ENVIRONMENT, token: FLAG },
  { what: "a configuration", flags: { config: "c" }, token: FILE },
  {
    what: "a variable and a configuration",
    flags: { config: "c" },
    variable: ENVIRONMENT,
    token: ENVIRONMENT,
  },
  { what: "a flag and a configuration", flags: { config: "c", token: FLAG }, token: FLAG },
])("the token is of: $what", async ({ flags, variable, token }) => {
  const inputs = { t: `${FLAG}\n`, "-": `${FLAG}\r\n`, c: CONFIG };
  assert.equal(await tokenOf(flags, source(inputs, variable)), token);
});

Deno.test("two tokens by flags, and two readers of standard input, are refused", async () => {
  const both = await failsWith(
    "usage",
    () => readGiven({ token: FLAG, tokenFile: "t" }, source({})),
  );
  assert.match(both.message, /Both --token and --token-file/);
  const twice = await failsWith("usage", () => readGiven({ token: "-", config: "-" }, source({})));
  assert.match(twice.message, /read from standard input/);
});

Deno.test.each<{ flags: JoinFlags; variable?: string; says: RegExp }>([
  { flags: { tokenFile: "t" }, says: /token of t does not have/ },
  { flags: { token: "-" }, says: /token of standard input does not have/ },
  { flags: {}, variable: "HUSHHUSH.HUSH", says: /token of KUBEWORKER_TOKEN does not have/ },
])(
  "a bad token of $flags is refused without a character of it",
  async ({ flags, variable, says }) => {
    const inputs = { t: "HUSHHUSH.HUSH", "-": "HUSHHUSH.HUSH" };
    const error = await failsWith(
      "token-malformed",
      () => readGiven(flags, source(inputs, variable)),
    );
    assert.match(error.message, says);
    assert.doesNotMatch(everythingOf(error), /HUSH/);
  },
);

Deno.test("the environment is no mixture for --strict-kubeadm", async () => {
  const flags = { config: "c", strictKubeadm: true };
  assert.equal(await tokenOf(flags, source({ c: CONFIG }, ENVIRONMENT)), ENVIRONMENT);
});

Deno.test("the program takes its token from the environment, a file, standard input and the configuration", async () => {
  await using cluster = await startControlPlane();
  await using root = await temporaryRoot();
  await root.put("/token", `${cluster.token}\n`, 0o600);
  const args = [
    ...["join", "phase", "discovery", cluster.endpoint, "--root", root.path, "-o", "json"],
    ...["--discovery-token-ca-cert-hash", cluster.pin],
  ];
  const ends = [
    await runProgram(args, { KUBEWORKER_TOKEN: cluster.token }),
    await runProgram([...args, "--token-file", `${root.path}/token`]),
    await runWithInput([...args, "--token", "-"], `${cluster.token}\n`),
  ];
  const head = "apiVersion: kubeworker.dev/v1alpha1\nkind: WorkerConfiguration\n";
  await root.put("/w.yaml", `${head}discovery: { tokenFile: ${root.path}/token }\n`);
  ends.push(await runProgram([...args, "--config", `${root.path}/w.yaml`]));
  for (const { code, stdout } of ends) {
    assert.equal(code, 0, stdout.trimEnd().split("\n").at(-1));
    assert.ok(!stdout.includes(cluster.token.slice(7)));
  }
  await Deno.chmod(`${root.path}/token`, 0o644);
  const open = await runProgram([...args, "--config", `${root.path}/w.yaml`]);
  assert.equal(open.code, 0);
  assert.match(open.stdout, /Others can read the token file/);
  await root.put("/w.yaml", `${head}discovery: { tokenFile: ${root.path}/none }\n`);
  const none = await runProgram([...args, "--config", `${root.path}/w.yaml`]);
  assert.match(none.stdout, /There is no token file [^]*"token-missing"/);
  assert.equal(none.code, 3);
});

Deno.test.each([
  { what: "the group can read", mode: 0o640, says: /^Others can read .*, which holds a token$/ },
  { what: "everybody can read", mode: 0o604, says: /^Others can read/ },
  { what: "its owner alone can read", mode: 0o600, says: undefined },
  {
    what: "of somebody else",
    mode: 0o600,
    owner: 65534,
    says: /which holds a token, belongs to user 65534$/,
  },
])("a file with a token that $what is worth a warning, or none", async ({ mode, owner, says }) => {
  await using root = await temporaryRoot();
  await root.put("/join.yaml", CONFIG, mode);
  await root.put("/token", FLAG, mode);
  const [config, tokenFile] = [`${root.path}/join.yaml`, `${root.path}/token`];
  if (owner !== undefined) {
    if (Deno.uid() !== 0) return;
    for (const path of [config, tokenFile]) await Deno.chown(path, owner, owner);
  }
  const from = {
    readInput,
    otherReaders,
    env: () => undefined,
    signal: new AbortController().signal,
  };
  for (const [flags, file] of [[{ config }, config], [{ tokenFile }, tokenFile]] as const) {
    const { warnings } = await readGiven(flags, from);
    assert.equal(warnings.length, says === undefined ? 0 : 1);
    if (says === undefined) continue;
    assert.match(warnings[0]?.text ?? "", says);
    assert.equal(
      warnings[0]?.hint,
      `${owner === undefined ? "chmod 0600" : "chown root:"} ${file}`,
    );
  }
});

Deno.test("a file without a token may be read by everybody", async () => {
  await using root = await temporaryRoot();
  await root.put("/join.yaml", CONFIG.replace(/token: [^,]+, /, ""), 0o644);
  const from = {
    readInput,
    otherReaders,
    env: () => undefined,
    signal: new AbortController().signal,
  };
  assert.deepEqual((await readGiven({ config: `${root.path}/join.yaml` }, from)).warnings, []);
});

Deno.test("a file of 1 MB and one of 10 MB are refused within a second", async () => {
  await using root = await temporaryRoot();
  for (const size of [1 << 20, 10 << 20]) {
    await root.put("/large.yaml", CONFIG + "#".repeat(size));
    const began = performance.now();
    const from = {
      readInput,
      otherReaders,
      env: () => undefined,
      signal: new AbortController().signal,
    };
    await failsWith(
      "input-unreadable",
      () => readGiven({ config: `${root.path}/large.yaml` }, from),
    );
    assert.ok(performance.now() - began < 1000);
  }
});
