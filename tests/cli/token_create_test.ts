import assert from "node:assert/strict";
import { everythingOf } from "../core/kit/errors.ts";
import { createAuthority } from "../support/pki.ts";
import { administering, secretIn } from "./administering.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKEN = /^([a-z0-9]{6})\.([a-z0-9]{16})\n$/;
const GROUP = "system:bootstrappers:kubeadm:default-node-token";
const GIVEN = "fedcba.fedcba9876543210";

Deno.test("token create puts a Secret as kubeadm's into the cluster, and prints the token alone", async () => {
  await using admin = await administering();
  const before = Date.now();
  const { code, stdout, stderr, error } = await admin.token(["create"]);
  assert.equal(error, undefined, error?.message);
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const [, id = "", secret] = TOKEN.exec(stdout) ?? [];
  const { type, annotations, data } = secretIn(admin.cluster, id) ?? assert.fail(stdout);
  const { expiration = "", ...rest } = data;
  assert.deepEqual(rest, {
    "token-id": id,
    "token-secret": secret,
    "usage-bootstrap-signing": "true",
    "usage-bootstrap-authentication": "true",
    "auth-extra-groups": GROUP,
  });
  assert.equal(type, "bootstrap.kubernetes.io/token");
  assert.equal(annotations, undefined);
  assert.match(expiration, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const left = Date.parse(expiration) - before;
  assert.ok(left > 86_390_000 && left < 86_430_000, expiration);
  const writes = admin.cluster.requests.filter(({ method }) => method !== "GET");
  assert.deepEqual(writes.map(({ method, path, user, status }) => [method, path, user, status]), [
    ["POST", "/api/v1/namespaces/kube-system/secrets", "kubernetes-admin", 201],
  ]);
});

Deno.test("token create takes token, time, usages, groups, description and node", async () => {
  await using admin = await administering();
  const { stdout, error } = await admin.token([
    ...["create", GIVEN, "--ttl", "0", "--usages", "authentication"],
    ...["--groups", "system:bootstrappers:a,system:bootstrappers:b"],
    ...["--description", "two racks", "--for-node", "N1.example"],
  ]);
  assert.equal(error, undefined, error?.message);
  assert.equal(stdout, `${GIVEN}\n`);
  assert.deepEqual(secretIn(admin.cluster, "fedcba"), {
    type: "bootstrap.kubernetes.io/token",
    annotations: { "kubeworker.dev/for-node": "n1.example" },
    data: {
      "token-id": "fedcba",
      "token-secret": "fedcba9876543210",
      "description": "two racks (for node n1.example)",
      "usage-bootstrap-authentication": "true",
      "auth-extra-groups": "system:bootstrappers:a,system:bootstrappers:b",
    },
  });
});

Deno.test("token create reads a token from standard input, so that it is in no process list", async () => {
  await using admin = await administering();
  const readInput = (name: string) => {
    assert.equal(name, "-");
    return Promise.resolve(new TextEncoder().encode(`${GIVEN}\n`));
  };
  const { stdout } = await admin.token(["create", "-"], { readInput });
  assert.equal(stdout, `${GIVEN}\n`);
  assert.equal(secretIn(admin.cluster, "fedcba")?.data["token-id"], "fedcba");
});

Deno.test("token create without the usage authentication gives no groups", async () => {
  await using admin = await administering();
  const { error } = await admin.token(["create", GIVEN, "--usages", "signing"]);
  assert.equal(error, undefined);
  assert.equal(secretIn(admin.cluster, "fedcba")?.data["auth-extra-groups"], undefined);
});

Deno.test("token create --print-join-command prints lines with all pins, and they go alone", async () => {
  const old = await createAuthority();
  await using admin = await administering({ authority: await createAuthority() });
  const { cluster } = admin;
  await using both = await administering(
    { authority: cluster.authority },
    { caPem: old.certificatePem + cluster.authority.certificatePem },
  );
  both.cluster.discovery.caPem = cluster.authority.certificatePem + old.certificatePem;
  const pins = [cluster.pin, old.pin].map((pin) => `--discovery-token-ca-cert-hash ${pin}`);
  for (
    const [flag, tools] of [
      ["--print-join-command", ["kubeworker"]],
      ["--print-join-command=true", ["kubeworker"]],
      ["--print-join-command=kubeadm", ["kubeadm"]],
      ["--print-join-command=both", ["kubeworker", "kubeadm"]],
    ] as const
  ) {
    const { stdout, stderr, error } = await both.token(["create", flag]);
    assert.equal(error, undefined, error?.message);
    assert.equal(stderr, "");
    const token = / --token (\S+) /.exec(stdout)?.[1] ?? "";
    assert.equal(secretIn(both.cluster, token.slice(0, 6))?.data["token-secret"], token.slice(7));
    const lines = tools.map((tool) =>
      `${tool} join ${both.cluster.endpoint} --token ${token} ${pins.join(" ")}\n`
    );
    assert.equal(stdout, lines.join(""));
  }
});

Deno.test("token create takes a token behind --print-join-command for what it is", async () => {
  await using admin = await administering();
  const { stdout, error } = await admin.token(["create", "--print-join-command", GIVEN]);
  assert.equal(error, undefined, error?.message);
  assert.ok(stdout.startsWith(`kubeworker join ${admin.cluster.endpoint} --token ${GIVEN} `));
});

Deno.test("token create pins no CA that the administrator does not have, and says so", async () => {
  const other = await createAuthority();
  await using admin = await administering();
  const { cluster } = admin;
  cluster.discovery.caPem = cluster.authority.certificatePem + other.certificatePem;
  const { stdout, stderr } = await admin.token(["create", "--print-join-command"]);
  assert.ok(stdout.includes(cluster.pin) && !stdout.includes(other.pin), stdout);
  assert.match(stderr, new RegExp(`^warning: .*${other.pin}.*not pinned\n$`));
});

Deno.test("token create says that this machine's clock is off", async () => {
  await using admin = await administering({ clockOffset: 3_600_000 });
  const { stderr, code } = await admin.token(["create"]);
  assert.match(
    stderr,
    /^warning: This machine's clock is .*behind the API server's: .*another time/,
  );
  assert.equal(code, 0);
  assert.equal((await admin.token(["create", "--ttl", "0"])).stderr, "");
});

Deno.test("token create makes no token where no node could join by cluster-info", async () => {
  await using admin = await administering();
  const { cluster } = admin;
  const count = cluster.secrets.size;
  cluster.discovery.caPem = (await createAuthority()).certificatePem;
  const wrong = await admin.token(["create", "--print-join-command"]);
  assert.equal(wrong.error?.code, "pin-mismatch");
  cluster.discovery.caPem = undefined;
  cluster.discovery.server = "https://lb.example:6443/cluster";
  const path = await admin.token(["create", "--print-join-command"]);
  assert.equal(path.error?.code, "cluster-info-malformed");
  cluster.discovery.access = "missing";
  const missing = await admin.token(["create", "--print-join-command"]);
  assert.equal(missing.error?.code, "cluster-info-missing");
  assert.equal(cluster.secrets.size, count);
});

Deno.test("token create -o json and yaml give the token and the commands", async () => {
  await using admin = await administering();
  const args = ["create", GIVEN, "--print-join-command=both", "--ttl", "0", "-o", "json"];
  const { stdout } = await admin.token(args);
  const { joinCommands, ...rest } = JSON.parse(stdout);
  assert.deepEqual(rest, {
    kind: "bootstrap-token",
    id: "fedcba",
    token: GIVEN,
    expires: null,
    expired: false,
    usages: ["signing", "authentication"],
    groups: [GROUP],
    description: "",
  });
  assert.deepEqual(Object.keys(joinCommands), ["kubeworker", "kubeadm"]);
  assert.ok(joinCommands.kubeadm.includes(`--token ${GIVEN} `));
  const yaml = await admin.token(["create", "aaaaaa.fedcba9876543210", "-o", "yaml"]);
  assert.match(yaml.stdout, /^---\nkind: bootstrap-token\nid: aaaaaa\ntoken: aaaaaa\.fedcba98/);
});

Deno.test("token create refuses an id that is taken, and leaves that token as it is", async () => {
  await using admin = await administering();
  const before = secretIn(admin.cluster, "abcdef");
  const { error, stdout } = await admin.token(["create", "abcdef.fedcba9876543210"]);
  assert.equal(error?.code, "token-exists");
  assert.equal(error?.exitCode, 6);
  assert.match(error?.message ?? "", /has a bootstrap token "abcdef" already/);
  assert.ok(!everythingOf(error ?? assert.fail()).includes("fedcba9876543210"));
  assert.equal(stdout, "");
  assert.deepEqual(secretIn(admin.cluster, "abcdef"), before);
});

Deno.test.each([
  { args: ["--ttl", "1d"], says: /"1d" for --ttl/ },
  { args: ["--ttl", "30"], says: /"30" for --ttl/ },
  { args: ["--ttl=-1h"], says: /"-1h" for --ttl/ },
  { args: ["--ttl", "9999999h"], says: /"9999999h" for --ttl/ },
  { args: ["--usages", "signing,encryption"], says: /"encryption" for --usages/ },
  { args: ["--usages", ""], says: /no usage/ },
  { args: ["--groups", "system:masters"], says: /"system:masters" for --groups/ },
  { args: ["--groups", "system:bootstrappers:A"], says: /"system:bootstrappers:A" for --groups/ },
  { args: ["--groups", GROUP, "--usages", "signing"], says: /without the usage `authentication`/ },
  { args: ["--print-join-command=kubectl"], says: /"kubectl" for --print-join-command/ },
  { args: ["--print-join-command", "--usages", "signing"], says: /join by a token for signing/ },
  { args: ["-o", "table"], says: /"table" for --output/ },
])("token create refuses $args before it asks anybody", async ({ args, says }) => {
  await using admin = await administering();
  const { error } = await admin.token(["create", ...args]);
  assert.equal(error?.code, "usage");
  assert.match(error?.message ?? "", says);
  assert.deepEqual(admin.cluster.requests, []);
});

Deno.test("token create refuses a malformed token without showing it, and a malformed node", async () => {
  await using admin = await administering();
  const { error } = await admin.token(["create", "ABCDEF.0123456789abcdef"]);
  assert.equal(error?.code, "token-malformed");
  assert.ok(!everythingOf(error ?? assert.fail()).includes("0123456789abcdef"));
  const node = await admin.token(["create", "--for-node", "a_b"]);
  assert.equal(node.error?.code, "node-name-invalid");
  assert.deepEqual(admin.cluster.requests, []);
});
