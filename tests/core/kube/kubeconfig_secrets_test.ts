import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { clusterEntry, KubeconfigError, parseKubeconfig } from "../../../core/kube/kubeconfig.ts";
import { currentUser } from "../../../core/kube/kubeconfig_user.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SECRET = "geheimgeheim";
const USERS = [
  { token: SECRET },
  { username: "u", password: SECRET },
  { "client-key-data": SECRET },
  { exec: { command: "c", args: [SECRET, `--p=${SECRET}`], env: [{ name: "A", value: SECRET }] } },
];

function read(text: string): void {
  const config = parseKubeconfig(text);
  clusterEntry(config);
  currentUser(config);
}

function textOf(user: Record<string, unknown>): string {
  return stringify({
    clusters: [{ name: "a", cluster: { server: "https://10.0.0.1:6443" } }],
    contexts: [{ name: "c", context: { cluster: "a", user: "u" } }],
    "current-context": "c",
    users: [{ name: "u", user }],
  });
}

Deno.test("parseKubeconfig() throws nothing but a KubeconfigError, which quotes no credential, wherever a file is broken", () => {
  const breaks = fc.record({
    user: fc.constantFrom(...USERS),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.integer({ min: 0, max: 6 }),
    insert: fc.oneof(
      fc.constantFrom(
        ":",
        "*",
        "&",
        "!",
        "- ",
        "{",
        "[",
        "'",
        '"',
        "|",
        "%",
        "\t",
        "\n",
        "? ",
        "@",
      ),
      fc.string({ maxLength: 3 }),
    ),
  });
  fc.assert(
    fc.property(breaks, ({ user, at, cut, insert }) => {
      const text = textOf(user);
      const index = Math.floor(at * text.length);
      try {
        read(text.slice(0, index) + insert + text.slice(index + cut));
      } catch (error) {
        assert.ok(error instanceof KubeconfigError, String(error));
        assert.ok(!error.message.includes(SECRET.slice(0, 8)), error.message);
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test.each([
  { what: "an alias", text: textOf({ token: "x" }).replace("token: x", `token: *${SECRET}`) },
  { what: "a tag", text: textOf({ token: "x" }).replace("token: x", `token: !${SECRET} x`) },
  { what: "a directive", text: `%${SECRET}\n${textOf({ token: "x" })}` },
  {
    what: "a key",
    text: textOf({ token: "x" }).replace("token: x", `token: x\n     ${SECRET}: [`),
  },
  { what: "a scalar of its own", text: `${textOf({ token: "x" })}}${SECRET}\n` },
  { what: "a quoted text", text: textOf({}).replace("user: {}", `user: {token: "${SECRET}`) },
  {
    what: "a duplicate",
    text: textOf({}).replace("user: {}", `user: {${SECRET}: 1, ${SECRET}: 2}`),
  },
])("parseKubeconfig() does not quote $what", ({ text }) => {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof KubeconfigError, String(error));
    assert.ok(!error.message.includes(SECRET), error.message);
  }
});
