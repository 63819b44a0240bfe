import assert from "node:assert/strict";
import { stringify } from "yaml";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import { base64, kubeconfig } from "../phases/discovery/discovery_files.ts";
import { CA_ONE, CA_TWO } from "../core/kit/vectors.ts";
import { type Asking, declines, proposes } from "./proposing.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SERVER = "https://10.0.0.1:6443";
const CLUSTER = { server: SERVER, "certificate-authority-data": base64(CA_ONE.pem) };
const OTHER = {
  server: "https://10.0.0.2:6443",
  "certificate-authority-data": base64(CA_TWO.pem),
};

/** A discovery file of this text, and files beside it. */
function file(text: string, beside: Record<string, string> = {}, mode = 0o600): Asking {
  return {
    flags: (root) => ({ discoveryFile: `${root.path}/conf/d.yaml` }),
    async arrange(root) {
      await root.put("/conf/d.yaml", text, mode);
      for (const [path, content] of Object.entries(beside)) await root.put(path, content);
    },
  };
}

function config(fields: Record<string, unknown>): string {
  return stringify({ apiVersion: "v1", kind: "Config", ...fields });
}

const context = (cluster: string, user?: string) => ({
  contexts: [{ name: "c", context: { cluster, ...(user === undefined ? {} : { user }) } }],
  "current-context": "c",
});

Deno.test.each<{ what: string; text: string }>([
  {
    what: "an unnamed cluster, as cluster-info has it",
    text: config({ clusters: [{ name: "", cluster: CLUSTER }], contexts: null, users: null }),
  },
  { what: "a cluster without a name", text: config({ clusters: [{ cluster: CLUSTER }] }) },
  {
    what: "a named cluster of the current context",
    text: config({ clusters: [{ name: "mine", cluster: CLUSTER }], ...context("mine") }),
  },
  {
    what: "two clusters and a context",
    text: config({
      clusters: [{ name: "other", cluster: OTHER }, { name: "mine", cluster: CLUSTER }],
      ...context("mine"),
    }),
  },
  {
    what: "an unnamed cluster beside a named one",
    text: config({ clusters: [{ name: "other", cluster: OTHER }, { cluster: CLUSTER }] }),
  },
  { what: "a byte order mark", text: `\uFEFF${kubeconfig({ server: SERVER, caPem: CA_ONE.pem })}` },
  { what: "JSON", text: JSON.stringify({ clusters: [{ cluster: CLUSTER }] }) },
])("file discovery takes $what", async ({ text }) => {
  const { proposal, warnings } = await proposes(file(text));
  assert.deepEqual(proposal, {
    servers: [SERVER],
    caPem: CA_ONE.pem,
    credential: undefined,
    evidence: { kind: "source", because: "in the discovery file" },
  });
  assert.equal(warnings, "");
});

Deno.test.each<{ what: string; text: string; says: RegExp; hint?: RegExp }>([
  {
    what: "a named cluster without context",
    text: config({ clusters: [{ name: "mine", cluster: CLUSTER }] }),
    says: /neither an unnamed cluster nor one of its current context/,
  },
  {
    what: "two clusters without context",
    text: config({
      clusters: [{ name: "a", cluster: CLUSTER }, { name: "b", cluster: OTHER }],
      contexts: [{ name: "c", context: { cluster: "a" } }],
    }),
    says: /neither an unnamed cluster nor one/,
  },
  { what: "no cluster", text: config({ clusters: [] }), says: /neither an unnamed/ },
  { what: "no clusters at all", text: config({}), says: /neither an unnamed/ },
  {
    what: "a context that is not there",
    text: config({ clusters: [{ cluster: CLUSTER }], "current-context": "none" }),
    says: /current-context "none" is not among its contexts/,
  },
  {
    what: "a context of a cluster that is not there",
    text: config({ clusters: [{ cluster: CLUSTER }], ...context("gone") }),
    says: /names a cluster "gone" that it has not/,
  },
  {
    what: "a context of a user that is not there",
    text: config({ clusters: [{ name: "mine", cluster: CLUSTER }], ...context("mine", "who") }),
    says: /names a user "who" that it has not/,
  },
  {
    what: "a cluster without server",
    text: config({ clusters: [{ cluster: {} }] }),
    says: /no server/,
  },
  {
    what: "plain HTTP",
    text: kubeconfig({ server: "http://10.0.0.1", caPem: CA_ONE.pem }),
    says: /"http:\/\/10\.0\.0\.1" of the discovery file/,
    hint: /https:\/\/ address/,
  },
  {
    what: "an address of HOST:PORT alone",
    text: kubeconfig({ server: "10.0.0.1:6443", caPem: CA_ONE.pem }),
    says: /"10\.0\.0\.1:6443" of the discovery file/,
  },
  {
    what: "CA data that is not base64",
    text: kubeconfig({ server: SERVER, cluster: { "certificate-authority-data": "***" } }),
    says: /not base64/,
  },
  { what: "another kind", text: stringify({ kind: "ConfigMap", data: {} }), says: /kind/ },
  { what: "a list", text: "- a\n- b\n", says: /document/ },
  { what: "no text", text: "", says: /document/ },
  { what: "no YAML", text: "a: b: c\n", says: /not YAML/ },
  { what: "a web page", text: "  <!doctype html><html></html>", says: /it is a web page/ },
  {
    what: "several documents",
    text: `${config({ clusters: [] })}---\n${config({ clusters: [] })}`,
    says: /multiple documents/,
  },
])(
  "file discovery refuses $what",
  async ({ text, says, hint = /kubectl -n kube-public|\?$|https/ }) => {
    const { error } = await declines("discovery-file-malformed", file(text));
    assert.match(error.message, says);
    assert.match(error.hint, hint);
  },
);

Deno.test("file discovery names the line too many that `kubectl -o yaml | grep -A10` takes along", async () => {
  const text = [
    "apiVersion: v1",
    "clusters:",
    "- cluster:",
    `    certificate-authority-data: ${base64(CA_ONE.pem)}`,
    `    server: ${SERVER}`,
    '  name: ""',
    "contexts: null",
    'current-context: ""',
    "kind: Config",
    "users: null",
    "kind: ConfigMap",
    "",
  ].join("\n");
  const { error } = await declines("discovery-file-malformed", file(text));
  assert.match(error.message, /line 11 is the `kind` of the ConfigMap around the kubeconfig/);
  assert.match(error.hint, /take that line out.*jsonpath='\{\.data\.kubeconfig\}'/);
});

Deno.test("file discovery names the line of the ConfigMap when it got that whole", async () => {
  const text = stringify({ apiVersion: "v1", data: { kubeconfig: "…" }, kind: "ConfigMap" });
  const { error } = await declines("discovery-file-malformed", file(text));
  assert.match(error.message, /line 4 is the `kind` of the ConfigMap/);
});

Deno.test.each<{ what: string; fields: Record<string, unknown> }>([
  { what: "beside a CA", fields: {} },
  { what: "without a CA", fields: { "certificate-authority-data": undefined } },
])("file discovery refuses insecure-skip-tls-verify $what", async ({ fields }) => {
  const cluster = { ...CLUSTER, ...fields, "insecure-skip-tls-verify": true };
  const { error } = await declines(
    "discovery-file-insecure",
    file(config({ clusters: [{ cluster }] })),
  );
  assert.match(error.message, /turns the check of the server's certificate off/);
});

Deno.test.each([
  { field: "tls-server-name", value: "kubernetes" },
  { field: "proxy-url", value: "http://proxy.example:3128" },
])("file discovery refuses $field, which a node cannot follow", async ({ field, value }) => {
  const text = config({ clusters: [{ cluster: { ...CLUSTER, [field]: value } }] });
  const { error } = await declines("discovery-file-malformed", file(text));
  assert.match(error.message, new RegExp(`its cluster has ${field}`));
  assert.match(error.hint, /reached directly/);
});

Deno.test("file discovery reads a CA beside the file, relative to it", async () => {
  const named = (path: string) =>
    kubeconfig({ server: SERVER, cluster: { "certificate-authority": path } });
  for (const path of ["pki/ca.crt", "./pki/ca.crt", "../conf/pki/ca.crt"]) {
    const { proposal } = await proposes(file(named(path), { "/conf/pki/ca.crt": CA_ONE.pem }));
    assert.equal(proposal.caPem, CA_ONE.pem);
  }
  const { error } = await declines("discovery-file-unreadable", file(named("none.crt")));
  assert.match(error.message, /certificate-authority of \/.*\/conf\/d\.yaml.*\/conf\/none\.crt/);
  assert.match(error.hint, /relative to its own directory/);
});

Deno.test("file discovery takes CA data before a CA file, as clients do", async () => {
  const text = kubeconfig({
    server: SERVER,
    caPem: CA_ONE.pem,
    cluster: { "certificate-authority": "other.crt" },
  });
  const { proposal } = await proposes(file(text, { "/conf/other.crt": CA_TWO.pem }));
  assert.equal(proposal.caPem, CA_ONE.pem);
});

Deno.test("file discovery refuses a CA beside the file that everybody can change", async () => {
  const text = kubeconfig({ server: SERVER, cluster: { "certificate-authority": "ca.crt" } });
  const { error } = await declines("discovery-file-unsafe", {
    ...file(text),
    async arrange(root) {
      await root.put("/conf/d.yaml", text);
      await root.put("/conf/ca.crt", CA_ONE.pem, 0o666);
    },
  });
  assert.match(error.message, /\/conf\/ca\.crt can be changed by everybody \(mode 0666\)/);
});

Deno.test("file discovery without any CA leaves it to the public roots", async () => {
  const { proposal } = await proposes(file(kubeconfig({ server: SERVER })));
  assert.equal(proposal.caPem, undefined);
});

const GOOD = kubeconfig({ server: SERVER, caPem: CA_ONE.pem });

Deno.test.each<{ path: string; code: ErrorCode; says: RegExp; mode?: number }>([
  { path: "/none.yaml", code: "discovery-file-unreadable", says: /no discovery file \/.*none/ },
  { path: "/conf", code: "file-failed", says: /is a directory/ },
  { path: "/conf/d.yaml/x", code: "file-failed", says: /Cannot read/ },
  {
    path: "/conf/d.yaml",
    mode: 0o666,
    code: "discovery-file-unsafe",
    says: /d\.yaml can be changed by everybody \(mode 0666\)/,
  },
  { path: "/conf/d.yaml", mode: 0o602, code: "discovery-file-unsafe", says: /mode 0602/ },
])("file discovery makes $code of $path with mode $mode", async ({ path, mode, code, says }) => {
  const { error } = await declines(code, {
    ...file(GOOD, {}, mode),
    flags: (root) => ({ discoveryFile: root.path + path }),
  });
  assert.match(error.message, says);
});

Deno.test.each(["file://", "FILE://", ""])(
  "file discovery opens %s and a path with blanks",
  async (scheme) => {
    const path = (root: { path: string }) =>
      scheme === ""
        ? `${root.path}/a dir/d é.yaml`
        : `${scheme}${root.path}/a%20dir/d%20%C3%A9.yaml`;
    const { proposal } = await proposes({
      flags: (root) => ({ discoveryFile: path(root) }),
      arrange: (root) => root.put("/a dir/d é.yaml", GOOD),
    });
    assert.equal(proposal.caPem, CA_ONE.pem);
  },
);

Deno.test("file discovery opens a relative path from the current directory", async () => {
  const { proposal } = await proposes({
    flags(root) {
      const up = Deno.cwd().split("/").slice(1).map(() => "..").join("/");
      return { discoveryFile: `${up}${root.path}/conf/d.yaml` };
    },
    arrange: (root) => root.put("/conf/d.yaml", GOOD),
  });
  assert.equal(proposal.caPem, CA_ONE.pem);
});
