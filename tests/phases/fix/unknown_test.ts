import assert from "node:assert/strict";
import { failsWith } from "../../core/kit/errors.ts";
import { fixing, machine } from "./fixing.ts";

Deno.test.sanitizer({ ops: true, resources: true });

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
