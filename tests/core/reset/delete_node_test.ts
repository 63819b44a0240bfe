import assert from "node:assert/strict";
import { createClock } from "../../../core/host/clock.ts";
import { createHttps } from "../../../core/host/https.ts";
import { createInputs } from "../../../core/host/inputs.ts";
import type { HttpsResponse } from "../../../core/host/types.ts";
import { type Administrator, readAdministrator } from "../../../core/discovery/administrator.ts";
import { deleteNode } from "../../../core/reset/node_object.ts";
import type { ResetContext } from "../../../core/reset/context.ts";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { failsWith } from "../kit/errors.ts";
import { recorder } from "../kit/events.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const signal = new AbortController().signal;
const OPTIONS = { flag: "--delete-node" };

function kubeconfig(server: string, caPem: string, user: string): string {
  const ca = new TextEncoder().encode(caPem).toBase64();
  return `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "${server}", certificate-authority-data: "${ca}"}}]
contexts: [{name: x, context: {cluster: c, user: admin}}]
current-context: x
users: [{name: admin, user: ${user}}]
`;
}

async function deleting(
  administrator: Administrator | undefined,
  name: string | undefined,
): Promise<string[]> {
  const record = recorder();
  // The other members are none of its business.
  const ctx = { emit: record.emit, signal, options: { administrator } } as unknown as ResetContext;
  await deleteNode(name, ctx);
  return record.of("note").map(({ level, text }) => `${level} ${text}`);
}

function answering(status: number, seen: string[] = []): Administrator {
  return {
    name: "admin.conf",
    api: () => ({
      call({ method, path }) {
        seen.push(`${method} ${path}`);
        return Promise.resolve({ status, text: "{}", headers: {} } as HttpsResponse);
      },
      watch: () => Promise.reject(new Error("nothing is watched")),
    }),
  };
}

Deno.test.each([
  { status: 200, says: /^info Deleted Node "n1"/ },
  { status: 202, says: /^info Deleted Node "n1"/ },
  { status: 404, says: /^info Node "n1" is gone already/ },
  { status: 403, says: /^warning Node "n1" is not deleted: / },
])("deleteNode() says what the answer $status means", async ({ status, says }) => {
  const seen: string[] = [];
  const notes = await deleting(answering(status, seen), "n1");
  assert.deepEqual(seen, ["DELETE /api/v1/nodes/n1"]);
  assert.match(notes.join(), says);
});

Deno.test("deleteNode() asks nobody without an administrator, or without a name", async () => {
  const seen: string[] = [];
  assert.deepEqual(await deleting(undefined, "n1"), []);
  assert.match((await deleting(answering(200, seen), undefined)).join(), /warning The Node is not/);
  assert.deepEqual(seen, []);
});

Deno.test("a real API server's refusal of the administrator is a warning that says why", async () => {
  await using cluster = await startControlPlane();
  await using root = await temporaryRoot();
  await root.put(
    "/admin.conf",
    kubeconfig(cluster.url, cluster.authority.certificatePem, `{token: "${cluster.token}"}`),
    0o600,
  );
  const clock = createClock();
  const https = createHttps({ clock, emit: () => {}, userAgent: "kubeworker/test", root: "/" });
  try {
    const machine = { inputs: createInputs(), https, clock };
    const administrator = await readAdministrator(`${root.path}/admin.conf`, machine, OPTIONS);
    const [note = ""] = await deleting(administrator, "n1");
    assert.match(note, /^warning Node "n1" is not deleted: .*(cannot delete|forbidden)/i);
    assert.ok(!note.includes(cluster.token));
    const { method, path, status } = cluster.requests.at(-1) ?? {};
    assert.deepEqual({ method, path, status }, {
      method: "DELETE",
      path: "/api/v1/nodes/n1",
      status: 403,
    });
  } finally {
    https.close();
  }
});

Deno.test("readAdministrator() wants a file, a CA and a credential, and runs no plugin", async () => {
  await using cluster = await startControlPlane();
  await using root = await temporaryRoot();
  const ca = cluster.authority.certificatePem;
  await root.put("/none.conf", kubeconfig(cluster.url, ca, "{}"), 0o600);
  const exec = "{exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/false}}";
  await root.put("/exec.conf", kubeconfig(cluster.url, ca, exec), 0o600);
  const clock = createClock();
  const https = createHttps({ clock, emit: () => {}, userAgent: "kubeworker/test", root: "/" });
  try {
    const machine = { inputs: createInputs(), https, clock };
    await failsWith(
      "input-unreadable",
      () => readAdministrator(`${root.path}/no.conf`, machine, OPTIONS),
    );
    await failsWith(
      "credential-unusable",
      () => readAdministrator(`${root.path}/none.conf`, machine, OPTIONS),
    );
    await failsWith(
      "credential-plugin-forbidden",
      () => readAdministrator(`${root.path}/exec.conf`, machine, OPTIONS),
    );
  } finally {
    https.close();
  }
});
