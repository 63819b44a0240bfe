import assert from "node:assert/strict";
import { parseLabels } from "../../../core/node/node_labels.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const LONG = "a".repeat(63);

Deno.test.each([
  { labels: ["zone=a"] },
  { labels: ["a="] },
  { labels: ["example.org/disk=ssd", "disk=hdd"] },
  { labels: ["A_b.c-9=1_2.3-x"] },
  { labels: [`${LONG}=${LONG}`] },
  { labels: ["kubernetes.io.example.org/a=b", "notkubernetes.io/a=b"] },
  { labels: ["kubernetes.io/hostname=n1", "kubernetes.io/os=linux", "kubernetes.io/arch=amd64"] },
  { labels: ["topology.kubernetes.io/zone=a", "topology.kubernetes.io/region=b"] },
  { labels: ["node.kubernetes.io/instance-type=big", "node.kubernetes.io/own=1"] },
  { labels: ["kubelet.kubernetes.io/a=b", "team.node.kubernetes.io/a=b"] },
])("parseLabels() takes $labels", ({ labels }) => {
  assert.deepEqual(parseLabels(labels, "n1"), labels);
});

Deno.test.each<{ label: string; says: RegExp }>([
  { label: "zone", says: /"zone".* no "="/ },
  { label: "=a", says: /key is empty/ },
  { label: "a/b/c=d", says: /more than one "\/"/ },
  { label: "/a=b", says: /not a DNS name/ },
  { label: "Example.org/a=b", says: /"Example\.org".*lower case/ },
  { label: `${"a".repeat(254)}/a=b`, says: /not a DNS name/ },
  { label: "a/=b", says: /name "" is not/ },
  { label: "-a=b", says: /name "-a" is not/ },
  { label: `${LONG}a=b`, says: /more than 63/ },
  { label: `a=${LONG}a`, says: /more than 63/ },
  { label: "a=b c", says: /value "b c" is not/ },
  { label: "a=b=c", says: /value "b=c" is not/ },
  { label: "a=b.", says: /value "b\." is not/ },
])("parseLabels() refuses $label", ({ label, says }) => {
  const error = throwsWith("label-malformed", () => parseLabels(["x=y", label], "n1"));
  assert.match(error.message, says);
  assert.equal(error.exitCode, 3);
});

Deno.test("parseLabels() refuses a key that is there twice", () => {
  const error = throwsWith("label-malformed", () => parseLabels(["a=b", "c=d", "a=e"], "n1"));
  assert.match(error.message, /"a=e".*"a" is there twice/);
});

Deno.test.each([
  "kubernetes.io/role=worker",
  "node-role.kubernetes.io/worker=",
  "k8s.io/a=b",
  "example.k8s.io/a=b",
  "node-restriction.kubernetes.io/a=b",
  "xnode.kubernetes.io/a=b",
  "topology.kubernetes.io/rack=a",
])("parseLabels() leaves %s to an administrator", (label) => {
  throwsWith("label-forbidden", () => parseLabels([label], "n1"));
});

Deno.test("parseLabels() gives the command for all that a node may not set", () => {
  const labels = ["node-role.kubernetes.io/worker=", "zone=a", "kubernetes.io/role=x"];
  const error = throwsWith("label-forbidden", () => parseLabels(labels, "n1"));
  assert.match(error.message, /"node-role.kubernetes.io\/worker", "kubernetes.io\/role"/);
  assert.ok(
    error.hint.includes(
      "`kubectl label node n1 node-role.kubernetes.io/worker= kubernetes.io/role=x`",
    ),
  );
});
