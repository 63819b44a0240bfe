import assert from "node:assert/strict";
import { clusterEntry, KubeconfigError, parseKubeconfig } from "../../../core/kube/kubeconfig.ts";
import { KUBECONFIG } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DATA = new TextEncoder().encode("pem").toBase64();

function entryOf(value: unknown) {
  return clusterEntry(parseKubeconfig(typeof value === "string" ? value : JSON.stringify(value)));
}

function cluster(server: string, more: Record<string, unknown> = {}) {
  return { cluster: { server, "certificate-authority-data": DATA }, ...more };
}

const context = (name: string, cluster: string) => ({ name, context: { cluster, user: "u" } });

Deno.test("clusterEntry() reads what kubeadm publishes", () => {
  const entry = entryOf(KUBECONFIG);
  assert.equal(entry.server, "https://192.0.2.10:6443");
  assert.equal(entry.caPem, undefined);
});

Deno.test.each<{ what: string; config: unknown; server: string }>([
  { what: 'a cluster named ""', config: { clusters: [cluster("a", { name: "" })] }, server: "a" },
  { what: "a cluster without name", config: { clusters: [cluster("a")] }, server: "a" },
  {
    what: "a cluster whose name is null",
    config: { clusters: [cluster("a", { name: null })] },
    server: "a",
  },
  {
    what: "the later of two unnamed",
    config: { clusters: [cluster("a"), cluster("b", { name: "" })] },
    server: "b",
  },
  {
    what: "the one of the current context",
    config: {
      clusters: [cluster("a", { name: "a" }), cluster("b", { name: "b" })],
      contexts: [context("x", "a"), context("y", "b")],
      "current-context": "y",
    },
    server: "b",
  },
  {
    what: "the unnamed one before that of the context",
    config: {
      clusters: [cluster("a", { name: "a" }), cluster("b")],
      contexts: [context("x", "a")],
      "current-context": "x",
    },
    server: "b",
  },
  {
    what: "the later of two of one name",
    config: {
      clusters: [cluster("a", { name: "n" }), cluster("b", { name: "n" })],
      contexts: [context("x", "n")],
      "current-context": "x",
    },
    server: "b",
  },
  {
    what: "a config with fields of tomorrow",
    config: { future: 1, clusters: [cluster("a", { extensions: [] })] },
    server: "a",
  },
])("clusterEntry() takes $what", ({ config, server }) => {
  const entry = entryOf(config);
  assert.deepEqual([entry.server, entry.caPem], [server, "pem"]);
});

Deno.test.each<{ what: string; config: unknown }>([
  { what: "no clusters", config: {} },
  { what: "an empty list", config: { clusters: [] } },
  { what: "clusters: null", config: { clusters: null } },
  { what: "a named cluster without context", config: { clusters: [cluster("a", { name: "a" })] } },
  {
    what: "a current context that is not there",
    config: { clusters: [cluster("a", { name: "a" })], "current-context": "x" },
  },
  {
    what: "a context of a cluster that is not there",
    config: {
      clusters: [cluster("a", { name: "a" })],
      contexts: [context("x", "b")],
      "current-context": "x",
    },
  },
  { what: "no server", config: { clusters: [{ cluster: {} }] } },
  { what: "an empty server", config: { clusters: [cluster("")] } },
  { what: "a server that is no text", config: { clusters: [{ cluster: { server: 7 } }] } },
  { what: "no cluster in the entry", config: { clusters: [{ name: "" }] } },
  { what: "another kind", config: { kind: "Secret", clusters: [cluster("a")] } },
  { what: "another version", config: { apiVersion: "v2", clusters: [cluster("a")] } },
  { what: "clusters that are no list", config: { clusters: { a: 1 } } },
  { what: "a list", config: [] },
  { what: "a text", config: '"hello"' },
  { what: "nothing", config: "" },
  { what: "comments only", config: "# hello\n" },
  { what: "two documents", config: `${KUBECONFIG}---\n${KUBECONFIG}` },
  { what: "a key twice", config: `${KUBECONFIG}kind: Config\n` },
  { what: "a server twice", config: "clusters:\n- cluster:\n    server: a\n    server: b\n" },
  { what: "a tab for indentation", config: "clusters:\n- cluster:\n\t\tserver: a\n" },
  { what: "a NUL", config: 'clusters:\n- cluster:\n    server: a\0\n  name: ""\n\0: x' },
  { what: "an unknown alias", config: "clusters: *nothing\n" },
  { what: "broken flow", config: "clusters: [{" },
])("parseKubeconfig() or clusterEntry() refuses $what", ({ config }) => {
  assert.throws(() => entryOf(config), KubeconfigError);
});

Deno.test("parseKubeconfig() refuses a YAML bomb, quickly", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 20; i++) lines.push(`a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`)}]`);
  const began = performance.now();
  assert.throws(() => entryOf(`${lines.join("\n")}\nclusters: *a19\n`), KubeconfigError);
  assert.ok(performance.now() - began < 1000);
});

Deno.test("parseKubeconfig() survives a very deep document", () => {
  assert.throws(() => entryOf("[".repeat(20_000)), KubeconfigError);
});

Deno.test("clusterEntry() does not let a key of the prototype in", () => {
  const config = '{"__proto__": {"clusters": [{"cluster": {"server": "evil"}}]}}';
  assert.throws(() => entryOf(config), KubeconfigError);
  assert.equal(({} as Record<string, unknown>).clusters, undefined);
});
