import assert from "node:assert/strict";
import { createHost } from "../../../core/host/host.ts";
import type { ServiceStatus } from "../../../core/host/types.ts";
import { failsWith } from "../../core/kit/errors.ts";
import { fakeServices } from "../../core/kit/joining.ts";
import type { TemporaryRoot } from "../../core/kit/temporary_root.ts";
import { fixing, machine } from "./fixing.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const CONF = "/etc/kubernetes/kubelet.conf";
const CHECK = "FileAvailable--etc-kubernetes-kubelet.conf";
const PKI = "/var/lib/kubelet/pki";

function kubelet(state: ServiceStatus["state"]) {
  return fakeServices({
    status: () => Promise.resolve({ found: true, enabled: true, state, restarts: 0 }),
  });
}

/** What a join of ours leaves that failed at its end. */
async function failJoin(root: TemporaryRoot): Promise<void> {
  using host = await createHost({
    root: root.path,
    dryRun: false,
    emit: () => {},
    version: "0.0.1",
  });
  const { files } = host;
  await files.makeDirectory(PKI, 0o755);
  await files.makeDirectory("/etc/kubernetes", 0o755);
  const pem = `${PKI}/kubelet-client-2026-01-01-00-00-00.pem`;
  await files.write(pem, "certificate and key", { mode: 0o600, secret: true });
  await files.link(`${PKI}/kubelet-client-current.pem`, pem, `${PKI}/kubelet-client-updated.pem`);
  await files.write(CONF, "ours", { mode: 0o600, secret: true });
}

Deno.test("--fix removes kubelet.conf and the certificate of a failed join of ours", async () => {
  await using root = await machine();
  await failJoin(root);
  const { fixes, problems } = await fixing({ root, fix: ["all"], services: kubelet("stopped") });
  assert.ok(fixes.includes(`mended ${CHECK}`), String(fixes));
  assert.ok(!problems.some(({ check }) => check === CHECK));
  const tree = await root.tree();
  assert.deepEqual(Object.keys(tree).filter((path) => path.startsWith(`${PKI}/`)), []);
  assert.equal(tree[CONF], undefined);
});

Deno.test.each<
  {
    what: string;
    state: ServiceStatus["state"];
    edit?: (root: TemporaryRoot) => Promise<void>;
    why: RegExp;
  }
>([
  { what: "of a kubelet that runs", state: "running", why: /The kubelet runs/ },
  {
    what: "that somebody changed",
    state: "stopped",
    edit: (root) => root.put(CONF, "mine"),
    why: /not written by kubeworker/,
  },
])("--fix keeps a kubelet.conf $what", async ({ state, edit, why }) => {
  await using root = await machine();
  await failJoin(root);
  await edit?.(root);
  const before = await root.tree();
  const { fixes } = await fixing({ root, fix: [CHECK], services: kubelet(state) });
  assert.match(fixes.join(), /^refused FileAvailable/);
  assert.match(fixes.join(), why);
  assert.deepEqual(await root.tree(), before);
});

Deno.test.each([
  { name: "Swapp", message: /no such check/, hint: /"Swap"/ },
  { name: "Hostname", message: /only the operator can mend/, hint: /docs\/reference\.md/ },
  { name: "", message: /no such check/, hint: /./ },
])('--fix "$name" is refused before anything is looked at', async ({ name, message, hint }) => {
  await using root = await machine();
  const before = await root.tree();
  const { failure, record } = await fixing({ root, fix: [name] });
  const error = await failsWith("fix-unknown", () => Promise.reject(failure));
  assert.match(error.message, message);
  assert.match(error.hint, hint);
  assert.equal(error.exitCode, 3);
  assert.deepEqual(record.of("check"), []);
  assert.deepEqual(await root.tree(), before);
});
