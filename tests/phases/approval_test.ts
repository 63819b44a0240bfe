import assert from "node:assert/strict";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import { PATHS } from "../../core/node/paths.ts";
import { failsWith } from "../core/kit/errors.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import {
  adminConf,
  type AdminConfOptions,
  startControlPlane,
} from "../support/control_plane/mod.ts";
import { bootstrap, machine, type Run } from "./bootstrapping.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const HOLD = { issuance: { policy: "hold" } } as const;

/** A join with an administrator's kubeconfig of its own cluster, as a file of this mode. */
async function approving(
  run: Run = {},
  { user = {}, mode = 0o600, flags }: {
    user?: AdminConfOptions;
    mode?: number;
    flags?: JoinFlags;
  } = {},
) {
  await using root = await machine();
  const approveWith = `${root.path}/admin.conf`;
  return await bootstrap(root, {
    options: HOLD,
    ...run,
    async arrange(cluster, place) {
      await place.put("/admin.conf", await adminConf(cluster, user), mode);
      await run.arrange?.(cluster, place);
    },
    flags: { approveWith, ...flags },
  });
}

Deno.test("--approve-with approves this node's own request, at once", async () => {
  const { error, outcome, record, csrs } = await approving();
  assert.equal(error, undefined);
  assert.ok(outcome?.ok);
  assert.equal(record.of("csr").length, 0, "nobody else is asked");
  assert.ok(record.of("note").some(({ text }) => text.startsWith(`Approved ${csrs[0]} with `)));
  const sent = record.of("request").map(({ method, url, status }) =>
    `${method} ${new URL(url).pathname.split("/").at(-1)} ${status}`
  );
  assert.deepEqual(sent.filter((line) => line.startsWith("PUT")), ["PUT approval 200"]);
  assert.doesNotMatch(JSON.stringify(record.events), /PRIVATE KEY|0123456789abcdef/);
});

Deno.test("--approve-with leaves alone what the cluster approves by itself", async () => {
  const { error, record } = await approving({ options: { issuance: { policy: "auto" } } });
  assert.equal(error, undefined);
  const puts = record.of("request").filter(({ method }) => method === "PUT");
  assert.ok(puts.length <= 1);
});

Deno.test("--approve-with reads the request again when somebody has changed it meanwhile", async () => {
  const { error, record } = await approving({
    arrange: (cluster) =>
      cluster.faults.add({ kind: "status", status: 409 }, { method: "PUT", times: 2 }),
  });
  assert.equal(error, undefined);
  const statuses = record.of("request").filter(({ method }) => method === "PUT")
    .map(({ status }) => status);
  assert.deepEqual(statuses, [409, 409, 200]);
});

Deno.test("--approve-with says who may approve when its user may not", async () => {
  const { error, csrs } = await approving({
    arrange: (cluster) => cluster.faults.add({ kind: "status", status: 403 }, { method: "PUT" }),
  });
  const { message, hint } = await failsWith("approval-forbidden", () => Promise.reject(error));
  assert.ok(message.includes(String(csrs[0])));
  assert.match(hint, /certificatesigningrequests\/approval.*cluster-admin/);
});

Deno.test("--approve-with approves nothing in another cluster", async () => {
  await using other = await startControlPlane(HOLD);
  await using place = await temporaryRoot();
  await place.put("/other.conf", await adminConf(other), 0o600);
  const { error } = await approving({}, { flags: { approveWith: `${place.path}/other.conf` } });
  const { message } = await failsWith("approval-mismatch", () => Promise.reject(error));
  assert.match(message, /other\.conf has no request/);
  assert.ok(other.requests.every(({ method }) => method === "GET"));
});

Deno.test("--approve-with approves nobody else's request of the same name", async () => {
  const { error, record } = await approving({
    // Between our own request and the look at it, somebody puts another in its place.
    arrange: (cluster) =>
      void cluster.firstCsr().then((name) => queueMicrotask(() => cluster.replaceCsr(name))),
  });
  await failsWith("approval-mismatch", () => Promise.reject(error));
  assert.equal(record.of("request").filter(({ method }) => method === "PUT").length, 0);
});

Deno.test("--approve-with warns of a kubeconfig that others can read, and refuses one that they can write", async () => {
  const read = await approving({}, { mode: 0o644 });
  assert.equal(read.error, undefined);
  assert.ok(read.record.of("note").some(({ text }) => /Others can read the kubeconfig/.test(text)));
  const written = await approving({}, { mode: 0o666 });
  await failsWith("discovery-file-unsafe", () => Promise.reject(written.error));
});

Deno.test("--approve-with of a file that is not there changes nothing", async () => {
  const { error, tree, csrs } = await approving({}, { flags: { approveWith: "/no/such.conf" } });
  const { hint } = await failsWith("input-unreadable", () => Promise.reject(error));
  assert.match(hint, /--approve-with takes the kubeconfig/);
  assert.deepEqual(csrs, []);
  assert.equal(tree[PATHS.kubeletConfig], undefined);
});

Deno.test("--approve-with does not go with a request of the kubelet's", async () => {
  const { error } = await approving({}, { flags: { tlsBootstrap: "kubelet" } });
  await failsWith("usage", () => Promise.reject(error));
});

Deno.test("--approve-with runs a credential plugin only when it is allowed", async () => {
  const user = {
    user: "{exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/false}}",
  };
  const refused = await approving({}, { user });
  const { hint } = await failsWith(
    "credential-plugin-forbidden",
    () => Promise.reject(refused.error),
  );
  assert.match(hint, /--approve-with-exec COMMAND/);
  const run = await approving({}, { user, flags: { approveWithExec: "/bin/false" } });
  await failsWith("credential-plugin-failed", () => Promise.reject(run.error));
});
