import assert from "node:assert/strict";
import { everythingOf } from "../core/kit/errors.ts";
import { administering } from "./administering.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKENS = ["aaaaaa", "bbbbbb", "cccccc"].map((id) => ({ token: `${id}.0123456789abcdef` }));

Deno.test("token delete takes ids and whole tokens, each once", async () => {
  await using admin = await administering({ tokens: TOKENS });
  const args = ["delete", "aaaaaa", "bbbbbb.0123456789abcdef", "aaaaaa"];
  const { stdout, code, error } = await admin.token(args);
  assert.equal(error, undefined, error?.message);
  assert.equal(code, 0);
  assert.equal(stdout, 'Deleted bootstrap token "aaaaaa"\nDeleted bootstrap token "bbbbbb"\n');
  assert.deepEqual([...admin.cluster.secrets.keys()], ["bootstrap-token-cccccc"]);
  assert.deepEqual(admin.cluster.tokens.list(), [TOKENS[2]]);
});

Deno.test("token delete deletes what is there, and then says what is not", async () => {
  await using admin = await administering({ tokens: TOKENS });
  const { stdout, error } = await admin.token(["delete", "xxxxxx", "aaaaaa", "yyyyyy"]);
  assert.equal(stdout, 'Deleted bootstrap token "aaaaaa"\n');
  assert.equal(error?.code, "token-absent");
  assert.equal(error?.exitCode, 6);
  assert.match(error?.message ?? "", /no bootstrap token "xxxxxx", "yyyyyy"/);
  assert.ok(!admin.cluster.secrets.has("bootstrap-token-aaaaaa"));
});

Deno.test("token delete -o json says it of each", async () => {
  await using admin = await administering({ tokens: TOKENS });
  const { stdout, error } = await admin.token(["delete", "aaaaaa", "xxxxxx", "-o", "json"]);
  assert.deepEqual(stdout.trimEnd().split("\n").map((line) => JSON.parse(line)), [
    { kind: "bootstrap-token", id: "aaaaaa", deleted: true },
    { kind: "bootstrap-token", id: "xxxxxx", deleted: false },
  ]);
  assert.deepEqual(error?.detail, { absent: ["xxxxxx"] });
});

Deno.test("token delete refuses what is neither an id nor a token before it deletes anything", async () => {
  await using admin = await administering({ tokens: TOKENS });
  const { error } = await admin.token(["delete", "aaaaaa", "bbbbbb-0123456789abcdef"]);
  assert.equal(error?.code, "token-malformed");
  assert.match(error?.message ?? "", /argument 2/);
  assert.ok(!everythingOf(error ?? assert.fail()).includes("0123456789abcdef"));
  assert.deepEqual(admin.cluster.requests, []);
});
