import assert from "node:assert/strict";
import {
  CONFIGURATION_PATH,
  readWorkerConfiguration,
} from "../../../core/config/worker_configuration.ts";
import { parseWorkerConfiguration } from "../../../core/config/worker_configuration_text.ts";
import { createHost } from "../../../core/host/host.ts";
import { failsWith, throwsWith } from "../kit/errors.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const ROOT = Deno.uid() === 0;
const HEAD = "apiVersion: kubeworker.dev/v1alpha1\nkind: WorkerConfiguration\n";
const HASH = "0123456789abcdef".repeat(4);

function hook(command: string, timeout = "1m"): string {
  return `${HEAD}hooks: { afterJoin: [{ command: [${command}], timeout: ${timeout} }] }\n`;
}

const WHOLE = `${HEAD}
discovery:
  endpoints: [10.0.0.1:6443, "[2001:db8::1]:6443"]
  ca: /etc/kubeworker/ca.crt
  tokenFile: /etc/kubeworker/token
  file: { kubeConfigPath: /etc/kubeworker/cluster.yaml, otherHosts: yes }
  plugin: { name: dns-srv, section: { domain: example.org, ports: [1, 2] } }
approveWith: { kubeconfig: /etc/kubeworker/admin.conf, exec: aws }
plugins:
  - name: dns-srv
    file: dns-srv.ts
    sha256: ${HASH.toUpperCase()}
    permissions: { net: ["10.0.0.53:53", "[::1]:53", ns.example.org], read: [/media/usb], vouch: true }
    timeout: 1m30s
    memory: 1Gi
  - { name: usb, file: usb, sha256: ${HASH} }
`;

async function read(root: TemporaryRoot) {
  using host = await createHost({ root: root.path, dryRun: true, emit: () => {}, version: "0" });
  return await readWorkerConfiguration(host);
}

async function readable(): Promise<TemporaryRoot> {
  const root = await temporaryRoot();
  await Deno.mkdir(`${root.path}/etc/kubeworker`, { recursive: true });
  for (const path of ["/etc", "/etc/kubeworker"]) await Deno.chmod(root.path + path, 0o755);
  return root;
}

Deno.test("a whole configuration is read, with defaults for what it leaves out", async () => {
  await using root = await readable();
  await root.put(CONFIGURATION_PATH, WHOLE);
  const { discovery, plugins } = await read(root);
  assert.deepEqual(discovery, {
    endpoints: ["10.0.0.1:6443", "[2001:db8::1]:6443"],
    ca: "/etc/kubeworker/ca.crt",
    tokenFile: "/etc/kubeworker/token",
    file: { kubeConfigPath: "/etc/kubeworker/cluster.yaml", otherHosts: true },
    plugin: { name: "dns-srv", section: { domain: "example.org", ports: [1, 2] } },
  });
  assert.deepEqual([...plugins.values()], [{
    name: "dns-srv",
    file: "dns-srv.ts",
    sha256: HASH,
    permissions: {
      net: ["10.0.0.53:53", "[::1]:53", "ns.example.org"],
      read: ["/media/usb"],
      vouch: true,
    },
    timeoutMs: 90_000,
    memoryBytes: 1 << 30,
  }, {
    name: "usb",
    file: "usb",
    sha256: HASH,
    permissions: { net: [], read: [], vouch: false },
    timeoutMs: 30_000,
    memoryBytes: 256 << 20,
  }]);
});

Deno.test("without a file nothing is configured", async () => {
  await using root = await temporaryRoot();
  assert.deepEqual(await read(root), { discovery: {}, plugins: new Map() });
});

Deno.test("a file with its head alone configures nothing", () => {
  const { discovery, plugins } = parseWorkerConfiguration(HEAD, "f");
  assert.deepEqual(discovery.plugin, undefined);
  assert.equal(plugins.size, 0);
});

Deno.test("all that is wrong is said at once, each with its place", () => {
  const text = `apiVersion: kubeworker.dev/v1
kind: WorkerConfiguration
pluggins: []
discovery:
  endpoints: ["https://10.0.0.1:6443", 7]
  file: x
plugins:
  - nam: dns-srv
    file: ../dns-srv.ts
    permissions: { net: ["*"], read: [media/usb, /a/../b], vouch: "yes" }
    timeout: 30
    memory: 256MB
  - { name: a, file: a.ts, sha256: ${HASH} }
  - { name: a, file: b.ts, sha256: ${HASH}, timeout: 11m }
`;
  const error = throwsWith("config-malformed", () => parseWorkerConfiguration(text, "/etc/x"));
  assert.equal(error.message, "Cannot use /etc/x: 17 things are wrong");
  assert.deepEqual(error.detail.problems, [
    '/etc/x:1:1: apiVersion: expected "kubeworker.dev/v1alpha1"',
    '/etc/x:3:1: pluggins: unknown field, did you mean "plugins"?',
    '/etc/x:5:15: discovery.endpoints[0]: Cannot use "https://10.0.0.1:6443" as an API server: it has a scheme',
    "/etc/x:5:40: discovery.endpoints[1]: expected a text",
    "/etc/x:6:3: discovery.file: expected a mapping",
    "/etc/x:8:5: plugins[0].name: missing",
    "/etc/x:8:5: plugins[0].sha256: missing",
    '/etc/x:8:5: plugins[0].nam: unknown field, did you mean "name"?',
    "/etc/x:9:5: plugins[0].file: not a file name of the plugin directory",
    "/etc/x:10:26: plugins[0].permissions.net[0]: neither HOST nor HOST:PORT",
    '/etc/x:10:39: plugins[0].permissions.read[0]: not an absolute path without "." and ".."',
    '/etc/x:10:50: plugins[0].permissions.read[1]: not an absolute path without "." and ".."',
    "/etc/x:10:60: plugins[0].permissions.vouch: expected a boolean",
    "/etc/x:11:5: plugins[0].timeout: expected a text",
    "/etc/x:12:5: plugins[0].memory: not an amount between 16Mi and 4Gi, as in 256Mi",
    '/etc/x:14:13: plugins[2].name: "a" is listed twice',
    "/etc/x:14:102: plugins[2].timeout: not a duration of at most 10m, as in 30s",
  ]);
  assert.equal(error.causes[0], error.detail.problems instanceof Array && error.detail.problems[0]);
  assert.equal(error.exitCode, 3);
});

Deno.test.each([
  { what: "no YAML", text: "a: [", says: /x:1:5: .*bracket is not closed$/ },
  { what: "empty", text: "", says: /x:1:1: it is empty/ },
  { what: "a list", text: "[1]", says: /x:1:1: expected a mapping/ },
  { what: "two documents", text: `${HEAD}---\n${HEAD}`, says: /x:4:1: a second document/ },
  {
    what: "two mappings of one key",
    text: `${HEAD}kind: x`,
    says: /x:3:1: kind: given twice, first in line 2/,
  },
  {
    what: "an unknown timeout",
    text: `${HEAD}timeouts: { discvery: 1m }\n`,
    says: /no timeout "discvery"/,
  },
  {
    what: "an unfit name",
    text: `${HEAD}node: { name: a_b }\n`,
    says: /node\.name: Cannot use "a_b"/,
  },
  { what: "an empty name", text: `${HEAD}node: { name: " " }\n`, says: /node\.name: empty/ },
  {
    what: "a hook by a relative path",
    text: hook("sh"),
    says: /command\[0\]: not an absolute path/,
  },
  { what: "a hook without a command", text: hook(""), says: /hooks\.afterJoin\[0\]\.command/ },
  { what: "a hook at no place", text: `${HEAD}hooks: { afterJoins: [] }\n`, says: /"afterJoin"/ },
  {
    what: "a hook with no end",
    text: hook("/bin/x", "2h"),
    says: /afterJoin\[0\]\.timeout: not a duration of at most 1h/,
  },
  { what: "a wait for something else", text: `${HEAD}wait: forever\n`, says: /wait/ },
  { what: "too long", text: HEAD + "#".repeat(70_000), says: /more than 64 KiB/ },
  {
    what: "a name with a path",
    text: `${HEAD}plugins: [{ name: ../x, file: x, sha256: ${HASH} }]`,
    says: /plugins\[0\]\.name: not a plugin's name/,
  },
  {
    what: "a hidden file",
    text: `${HEAD}plugins: [{ name: x, file: .x, sha256: ${HASH} }]`,
    says: /plugins\[0\]\.file: not a file name/,
  },
])("a configuration that is $what is refused", ({ text, says }) => {
  const error = throwsWith("config-malformed", () => parseWorkerConfiguration(text, "/etc/x"));
  assert.match(error.message, says);
  assert.match(error.message, /^Cannot use \/etc\/x:\d+:\d+: /);
});

Deno.test("a link in the place of the file is refused", async () => {
  await using root = await readable();
  await root.put("/home/me/config.yaml", WHOLE);
  await Deno.symlink("../../home/me/config.yaml", root.path + CONFIGURATION_PATH);
  const error = await failsWith("config-unsafe", () => read(root));
  assert.match(error.message, /config\.yaml is a symbolic link/);
});

Deno.test("a directory in the place of the file cannot be read", async () => {
  await using root = await readable();
  await Deno.mkdir(root.path + CONFIGURATION_PATH, { mode: 0o755 });
  await failsWith("file-failed", () => read(root));
});

Deno.test({
  name: "as root, a file or a directory that others could change is refused",
  ignore: !ROOT,
  async fn() {
    await using root = await readable();
    await root.put(CONFIGURATION_PATH, WHOLE, 0o664);
    const mode = await failsWith("config-unsafe", () => read(root));
    assert.match(mode.message, /config\.yaml has mode 0664, so that others may change it/);
    await Deno.chmod(root.path + CONFIGURATION_PATH, 0o644);
    await Deno.chown(root.path + CONFIGURATION_PATH, 1000, 1000);
    const owner = await failsWith("config-unsafe", () => read(root));
    assert.match(owner.message, /belongs to user 1000/);
    assert.equal(owner.exitCode, 5);
    await Deno.chown(root.path + CONFIGURATION_PATH, 0, 0);
    await Deno.chmod(`${root.path}/etc/kubeworker`, 0o777);
    const above = await failsWith("config-unsafe", () => read(root));
    assert.match(above.message, /\/etc\/kubeworker has mode 0777/);
  },
});
