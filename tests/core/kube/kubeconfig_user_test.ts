import assert from "node:assert/strict";
import { KubeconfigError, parseKubeconfig } from "../../../core/kube/kubeconfig.ts";
import { currentUser } from "../../../core/kube/kubeconfig_user.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const BASE = {
  clusters: [{ name: "a", cluster: { server: "https://10.0.0.1" } }],
  contexts: [{ name: "c", context: { cluster: "a", user: "u" } }],
  "current-context": "c",
  users: [{ name: "u", user: { token: "t" } }],
};

function userOf(fields: Record<string, unknown>) {
  return currentUser(parseKubeconfig(JSON.stringify({ ...BASE, ...fields })));
}

Deno.test("currentUser() gives the user of the current context", () => {
  assert.deepEqual(userOf({}), { token: "t" });
  const users = [{ name: "x", user: { token: "x" } }, ...BASE.users, { name: "y", user: {} }];
  assert.deepEqual(userOf({ users }), { token: "t" });
});

Deno.test("currentUser() takes the later of two users of one name, as clients do", () => {
  const users = [...BASE.users, { name: "u", user: { token: "later" } }];
  assert.deepEqual(userOf({ users }), { token: "later" });
});

Deno.test("currentUser() gives none where no context is current, or it names none", () => {
  assert.equal(userOf({ "current-context": "" }), undefined);
  assert.equal(userOf({ "current-context": null }), undefined);
  for (const context of [{ cluster: "a" }, { cluster: "a", user: "" }]) {
    assert.equal(userOf({ contexts: [{ name: "c", context }] }), undefined);
  }
});

Deno.test("currentUser() gives an empty user for one without anything", () => {
  assert.deepEqual(userOf({ users: [{ name: "u", user: null }] }), {});
  assert.deepEqual(userOf({ users: [{ name: "u" }] }), {});
});

Deno.test.each<{ what: string; fields: Record<string, unknown>; says: RegExp }>([
  { what: "context", fields: { "current-context": "x" }, says: /current-context "x" is not among/ },
  { what: "cluster", fields: { clusters: [] }, says: /names a cluster "a" that it has not/ },
  { what: "user", fields: { users: [] }, says: /names a user "u" that it has not/ },
  { what: "users", fields: { users: null }, says: /names a user "u" that it has not/ },
])("currentUser() says which $what is missing", ({ fields, says }) => {
  assert.throws(() => userOf(fields), (error: unknown) => {
    assert.ok(error instanceof KubeconfigError);
    assert.match(error.message, says);
    return true;
  });
});

Deno.test.each<{ user: Record<string, unknown>; says: RegExp }>([
  { user: { token: 1 }, says: /user "u": token: expected string/ },
  { user: { exec: {} }, says: /exec\.command: expected string/ },
  { user: { exec: { command: "c", env: [{ name: "A" }] } }, says: /exec\.env\.0\.value/ },
  { user: { exec: { command: "c", args: "x" } }, says: /exec\.args: expected array/ },
])("currentUser() says where the user $user has another shape", ({ user, says }) => {
  assert.throws(() => userOf({ users: [{ name: "u", user }] }), { message: says });
});
