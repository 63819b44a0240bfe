import assert from "node:assert/strict";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import { createAuthority } from "../support/pki.ts";
import { base64, kubeconfig } from "../phases/discovery/discovery_files.ts";
import { CA_ONE } from "../core/kit/vectors.ts";
import type { TemporaryRoot } from "../core/kit/temporary_root.ts";
import { type Asking, declines, proposes } from "./proposing.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const V1 = "client.authentication.k8s.io/v1";
const SECRET = "geheim-wort";
const WEB_TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln";
const pair = await (await createAuthority()).issue({ commonName: "joiner", usage: "client" });

function answer(status: unknown, apiVersion = V1): string {
  return JSON.stringify({ kind: "ExecCredential", apiVersion, status });
}

interface Program {
  /** Of the shell script `get-token`. */
  body: string;
  exec?: Record<string, unknown>;
  allowed?: string | undefined;
  timeoutMs?: number;
  look?: (root: TemporaryRoot) => void;
}

function running(
  { body, exec = {}, allowed = "get-token", timeoutMs = 2000, look }: Program,
): Asking {
  const text = kubeconfig({
    server: "https://10.0.0.1:6443",
    caPem: CA_ONE.pem,
    user: {
      exec: {
        apiVersion: V1,
        command: "get-token",
        args: ["--password", SECRET],
        env: [{ name: "SECRET", value: SECRET }],
        ...exec,
      },
    },
  });
  return {
    flags(root) {
      look?.(root);
      return { discoveryFile: `${root.path}/d.yaml`, discoveryFileExec: allowed };
    },
    async arrange(root) {
      await root.put("/d.yaml", text, 0o600);
      await root.script("/usr/local/bin/get-token", body);
    },
    timeoutMs,
    secrets: [SECRET, WEB_TOKEN, pair.keyPem.split("\n")[1] ?? ""],
  };
}

Deno.test("a credential plugin that was allowed gives a token", async () => {
  const { proposal } = await proposes(running({ body: `echo '${answer({ token: "tok.en" })}'` }));
  assert.ok(proposal.credential && "bearer" in proposal.credential);
  assert.equal(proposal.credential.bearer.reveal(), "tok.en");
});

Deno.test("a credential plugin that was allowed gives a client certificate", async () => {
  const status = { clientCertificateData: pair.certificatePem, clientKeyData: pair.keyPem };
  const body = `cat <<'EOF'\n${answer(status)}\nEOF`;
  const { proposal } = await proposes(running({ body }));
  assert.ok(proposal.credential && "client" in proposal.credential);
  assert.equal(proposal.credential.client.certificatePem, pair.certificatePem);
});

Deno.test("a credential plugin gets its arguments and variables, and of ours none", async () => {
  const body = `[ "$1 $2" = "--password ${SECRET}" ] || exit 11
[ "$SECRET" = "${SECRET}" ] || exit 12
[ -z "\${HTTPS_PROXY+x}$DENO_DIR$USER" ] || exit 13
case "$KUBERNETES_EXEC_INFO" in
  *'"interactive":false'*${base64(CA_ONE.pem).slice(0, 40)}*) ;;
  *) exit 14 ;;
esac
echo '${answer({ token: "t" })}'`;
  const { proposal } = await proposes(running({ body, exec: { provideClusterInfo: true } }));
  assert.ok(proposal.credential);
});

Deno.test("a credential plugin is run by its absolute path as well", async () => {
  const command = "/usr/local/bin/get-token";
  const body = `echo '${answer({ token: "t" }, `${V1}beta1`)}'`;
  const exec = { command, apiVersion: `${V1}beta1` };
  await proposes(running({ body, exec, allowed: command }));
});

Deno.test.each<{ allowed: string | undefined; command: string }>([
  { allowed: undefined, command: "get-token" },
  { allowed: "other", command: "get-token" },
  { allowed: "get-token", command: "/usr/local/bin/get-token" },
  { allowed: "/usr/local/bin/get-token", command: "get-token" },
  { allowed: "get-token", command: "sh" },
  { allowed: "", command: "get-token" },
])('"$command" is not run when "$allowed" was allowed', async ({ allowed, command }) => {
  let ran = "";
  const asking = running({
    body: `touch "$0.ran"; echo '${answer({ token: "t" })}'`,
    exec: { command },
    allowed,
    look: (root) => void (ran = `${root.path}/usr/local/bin/get-token.ran`),
  });
  const withoutFlag = allowed === undefined
    ? { ...asking, flags: (root: TemporaryRoot) => ({ discoveryFile: `${root.path}/d.yaml` }) }
    : asking;
  const { error } = await declines("credential-plugin-forbidden", withoutFlag);
  assert.match(error.message, new RegExp(`wants to run "${command}", and .* was allowed`));
  assert.match(error.hint, /--discovery-file-exec/);
  if (ran !== "") assert.throws(() => Deno.statSync(ran), Deno.errors.NotFound);
});

Deno.test.each<{ what: string; exec: Record<string, unknown>; says: RegExp }>([
  { what: "no apiVersion", exec: { apiVersion: undefined }, says: /apiVersion "" is not known/ },
  {
    what: "an old apiVersion",
    exec: { apiVersion: `${V1}alpha1` },
    says: /apiVersion ".*v1alpha1" is not known/,
  },
  { what: "a wish for a person", exec: { interactiveMode: "Always" }, says: /wants a person/ },
  { what: "a relative path", exec: { command: "./get-token" }, says: /neither a bare name/ },
])("a credential plugin with $what is not run", async ({ exec, says }) => {
  const allowed = typeof exec.command === "string" ? exec.command : "get-token";
  const { error } = await declines(
    "credential-unusable",
    running({ body: "exit 9", exec, allowed }),
  );
  assert.match(error.message, says);
});

Deno.test.each<{ what: string; program: Program; says: RegExp; code?: ErrorCode }>([
  {
    what: "crashes",
    program: { body: `echo "first" >&2; echo "no luck with ${SECRET}: ${WEB_TOKEN}" >&2; exit 3` },
    says: /get-token ended with code 3/,
  },
  { what: "crashes without a word", program: { body: "exit 1" }, says: /ended with code 1/ },
  {
    what: "hangs",
    program: { body: "exec sleep 60", timeoutMs: 300 },
    says: /did not end within 0\.3 s/,
  },
  {
    what: "is not there",
    program: { body: "", exec: { command: "no-such-program" }, allowed: "no-such-program" },
    says: /Cannot run no-such-program: it is not installed/,
  },
  { what: "prints junk", program: { body: `echo "${SECRET}"` }, says: /output is not JSON/ },
  { what: "prints nothing", program: { body: "true" }, says: /output is not JSON/ },
  {
    what: "prints another kind",
    program: { body: `echo '{"kind":"Secret","status":{"token":"${SECRET}"}}'` },
    says: /not an ExecCredential with a status/,
  },
  {
    what: "answers without status",
    program: { body: `echo '${answer(undefined)}'` },
    says: /not an ExecCredential with a status/,
  },
  {
    what: "answers in another version",
    program: { body: `echo '${answer({ token: SECRET }, `${V1}beta1`)}'` },
    says: /it answered in .*v1beta1/,
  },
  {
    what: "answers with nothing",
    program: { body: `echo '${answer({})}'` },
    says: /neither a token nor a certificate/,
  },
  {
    what: "answers with a token that would end its header",
    program: { body: `cat <<'EOF'\n${answer({ token: `${SECRET}\r\nX-Evil: 1` })}\nEOF` },
    says: /characters that no token has/,
  },
  {
    what: "answers with half a pair",
    program: { body: `cat <<'EOF'\n${answer({ clientKeyData: pair.keyPem })}\nEOF` },
    says: /a key, but no certificate/,
    code: "credential-unusable",
  },
])("a credential plugin that $what leaks nothing", async ({ program, says, code }) => {
  const { error } = await declines(code ?? "credential-plugin-failed", running(program));
  assert.match(error.message, says);
});

Deno.test("a credential plugin's last words are shown, without what it was given", async () => {
  const body = `echo "no luck with $2 and ${WEB_TOKEN}" >&2; exit 3`;
  const { error } = await declines("credential-plugin-failed", running({ body }));
  assert.deepEqual(error.causes, ["no luck with … and …"]);
});
