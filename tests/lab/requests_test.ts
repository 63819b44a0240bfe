/** What the API server sees of a join: who asks for what, in which order, and how often. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, type Version, VERSIONS } from "./lab.ts";
import type { AuditLine } from "./support/audit.ts";
import { type JoinRun, joins } from "./support/join_run.ts";
import { install } from "./support/program.ts";

const CSRS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const CLUSTER_INFO = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
const CONFIG: Record<Version, string> = { "1.37": "kubelet-config", "1.20": "kubelet-config-1.20" };

/** Before the kubelet starts. */
function wantedBefore(version: Version): string[] {
  return [
    `system:anonymous get ${CLUSTER_INFO} 200`,
    `system:anonymous get ${CLUSTER_INFO} 200`,
    `system:bootstrap:abcdef get /api/v1/namespaces/kube-system/configmaps/${CONFIG[version]} 200`,
    // A ConfigMap of the kubelet's own release says that the two go together.
    ...(version === "1.20" ? [] : ["system:bootstrap:abcdef get /version 200"]),
    "system:bootstrap:abcdef get /api/v1/nodes/n1 404",
    `system:bootstrap:abcdef create ${CSRS} 201`,
    `system:bootstrap:abcdef watch ${CSRS}?fieldSelector=metadata.name=CSR 200`,
  ];
}

/** Afterwards, as the node: it watches itself appear; kubelets before 1.34 get their annotation. */
const WANTED_AFTER: Record<Version, string[]> = {
  "1.37": ["system:node:n1 watch /api/v1/nodes?fieldSelector=metadata.name=n1 200"],
  "1.20": [
    "system:node:n1 watch /api/v1/nodes?fieldSelector=metadata.name=n1 200",
    "system:node:n1 patch /api/v1/nodes/n1 200",
  ],
};

/** A request as one line, without what is different each time. */
function outline({ user, verb, uri, status }: AuditLine): string {
  const [path = "", query] = decodeURIComponent(uri).split("&")[0]?.split("?") ?? [];
  const kept = query === undefined ? path : `${path}?${query}`;
  return `${user} ${verb} ${kept.replace(/node-csr-[-\w]{43}/, "CSR")} ${status}`;
}

function startOfKubelet({ events }: JoinRun): number {
  const started = events.find((event) => event.kind === "service" && event.unit === "kubelet");
  assert(started?.kind === "service", "the kubelet was not started");
  return Date.parse(started.time) - started.ms;
}

async function ourRequests(cluster: Lab): Promise<AuditLine[]> {
  return (await cluster.audit()).filter(({ userAgent }) => userAgent.startsWith("kubeworker/"));
}

for (const version of VERSIONS) {
  labTest(`a join of ${version} asks the cluster for no more than it needs`, async () => {
    await using cluster = await up(version);
    await using node = await cluster.node("n1");
    await install(node);
    const earlier = (await cluster.audit()).length;
    const run = await joins(node, cluster.joinArgs);
    const started = startOfKubelet(run);

    const requests = await ourRequests(cluster);
    const before = requests.filter((request) => request.at < started).map(outline);
    const after = requests.filter((request) => request.at >= started).map(outline);
    assert.deepEqual(before, wantedBefore(version));
    assert.deepEqual(after, WANTED_AFTER[version]);
    assert(before.length <= (version === "1.37" ? 7 : 6));
    assert(requests.length <= (version === "1.37" ? 8 : 10));

    const [agent] = [...new Set(requests.map(({ userAgent }) => userAgent))];
    assert.match(agent ?? "", /^kubeworker\/\d+\.\d+\.\d+$/);
    const others = (await cluster.audit()).slice(earlier).filter(({ source, userAgent }) =>
      source === "10.77.0.11" && !/^(kubeworker|kubelet)\//.test(userAgent)
    );
    assert.deepEqual(others, [], "requests from the node under another name");
  });
}
