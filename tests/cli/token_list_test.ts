import assert from "node:assert/strict";
import { timeLeft, tokenTable } from "../../core/cli/token/token_table.ts";
import type { StoredToken } from "../../core/kube/bootstrap_token_secret.ts";
import { Secret } from "../../core/trust/secret.ts";
import { administering } from "./administering.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NOW = new Date("2026-01-02T03:04:05Z");
const GROUP = "system:bootstrappers:kubeadm:default-node-token";

function stored(changes: Partial<StoredToken> & { id: string }): StoredToken {
  return {
    bearer: new Secret(`${changes.id}.0123456789abcdef`),
    expires: new Date("2026-01-03T03:03:05Z"),
    usages: ["signing", "authentication"],
    groups: [GROUP],
    description: "",
    forNode: undefined,
    ...changes,
  };
}

const TOKENS = [
  stored({ id: "aaaaaa", expires: new Date("2026-01-02T03:04:05Z"), groups: [] }),
  stored({ id: "bbbbbb", description: "for node n1", forNode: "n1" }),
  stored({ id: "cccccc", expires: undefined, usages: ["signing"], groups: [] }),
];

Deno.test("tokenTable() has one line a token where there is room", () => {
  const lines = tokenTable(TOKENS, { withSecrets: false, now: NOW, columns: Infinity });
  assert.deepEqual(lines, [
    "TOKEN     TTL      EXPIRES               USAGES                  DESCRIPTION  FOR-NODE  EXTRA GROUPS",
    "aaaaaa.…  expired  2026-01-02T03:04:05Z  signing,authentication  -            -         -",
    `bbbbbb.…  23h59m   2026-01-03T03:03:05Z  signing,authentication  for node n1  n1        ${GROUP}`,
    "cccccc.…  forever  never                 signing                 -            -         -",
  ]);
});

Deno.test("tokenTable() puts the last columns below each token on a terminal of 80 columns", () => {
  const lines = tokenTable(TOKENS, { withSecrets: true, now: NOW, columns: 80 });
  assert.deepEqual(lines, [
    "TOKEN                    TTL      EXPIRES               USAGES",
    "aaaaaa.0123456789abcdef  expired  2026-01-02T03:04:05Z  signing,authentication",
    "bbbbbb.0123456789abcdef  23h59m   2026-01-03T03:03:05Z  signing,authentication",
    "    description: for node n1",
    "    for-node: n1",
    `    extra groups: ${GROUP}`,
    "cccccc.0123456789abcdef  forever  never                 signing",
  ]);
  assert.ok(lines.every(({ length }) => length <= 80));
});

Deno.test("tokenTable() lets no description steer the terminal, or show a token", () => {
  const description = "a\u001b[31m\nb abcdef.0123456789abcdef";
  const [, line = ""] = tokenTable([stored({ id: "aaaaaa", description })], {
    withSecrets: false,
    now: NOW,
    columns: Infinity,
  });
  assert.ok(line.includes("a\\u001b[31m\\u000ab abcdef.[redacted]"), line);
});

Deno.test.each([
  { ms: 999, text: "0s" },
  { ms: 59_999, text: "59s" },
  { ms: 60_000, text: "1m" },
  { ms: 3_599_000, text: "59m59s" },
  { ms: 86_399_000, text: "23h59m" },
  { ms: 86_400_000, text: "1d" },
  { ms: 100 * 86_400_000 + 3_600_000, text: "100d1h" },
])("timeLeft() of $ms ms is $text", ({ ms, text }) => {
  assert.equal(timeLeft(ms), text);
});

Deno.test("token list shows no secret, unless it is asked to", async () => {
  await using admin = await administering({
    tokens: [
      { token: "bbbbbb.0123456789abcdef", expires: new Date(Date.now() + 3_600_000) },
      { token: "aaaaaa.fedcba9876543210" },
      { token: "cccccc.aaaaaaaaaaaaaaaa", expires: new Date(Date.now() - 1000) },
    ],
  });
  const { stdout, stderr, code } = await admin.token(["list"]);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  assert.deepEqual(
    stdout.trimEnd().split("\n").map((line) => line.split(/ +/).slice(0, 2).join(" ")),
    ["TOKEN TTL", "cccccc.… expired", "bbbbbb.… 59m59s", "aaaaaa.… forever"],
  );
  const shown = await admin.token(["list", "--show-secrets"]);
  assert.match(shown.stdout, /^bbbbbb\.0123456789abcdef {2}59m59s/m);
  for (const form of ["text", "json", "yaml"]) {
    const hidden = await admin.token(["list", "-o", form]);
    assert.ok(!/0123456789abcdef|fedcba9876543210|a{16}/.test(hidden.stdout), hidden.stdout);
    const open = await admin.token(["list", "-o", form, "--show-secrets"]);
    for (const secret of ["0123456789abcdef", "fedcba9876543210", "aaaaaaaaaaaaaaaa"]) {
      assert.ok(open.stdout.includes(secret), open.stdout);
    }
  }
});

Deno.test("token list -o json prints one object a line, those that expire first above", async () => {
  const expires = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
  await using admin = await administering({
    tokens: [{ token: "aaaaaa.fedcba9876543210" }, { token: "bbbbbb.0123456789abcdef", expires }],
  });
  await admin.token(["create", "dddddd.0123456789abcdef", "--ttl", "1h", "--for-node", "n1"]);
  const { stdout } = await admin.token(["list", "-o", "json"]);
  const rows = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(rows.length, 3);
  const found = rows.find(({ id }) => id === "bbbbbb");
  assert.deepEqual(found, {
    kind: "bootstrap-token",
    id: "bbbbbb",
    expires: `${expires.toISOString().slice(0, 19)}Z`,
    expired: false,
    usages: ["signing", "authentication"],
    groups: [GROUP],
    description: "",
  });
  const { forNode, description } = rows.find(({ id }) => id === "dddddd");
  assert.deepEqual({ forNode, description }, { forNode: "n1", description: "for node n1" });
  assert.equal(rows.at(-1).id, "aaaaaa");
});

Deno.test("token list says that there is none", async () => {
  await using admin = await administering({ tokens: [] });
  const { stdout, code } = await admin.token(["list"]);
  assert.match(stdout, /^The cluster has no bootstrap token; /);
  assert.equal(code, 0);
  assert.equal((await admin.token(["list", "-o", "json"])).stdout, "");
});
