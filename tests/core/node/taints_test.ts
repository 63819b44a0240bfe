import assert from "node:assert/strict";
import { parseTaints } from "../../../core/node/taints.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("parseTaints() takes taints with and without a value, and several effects of a key", () => {
  const taints = [
    "dedicated=gpu:NoSchedule",
    "dedicated=gpu:NoExecute",
    "example.org/a:PreferNoSchedule",
    "node-role.kubernetes.io/infra:NoSchedule",
    "b=:NoSchedule",
  ];
  assert.deepEqual(parseTaints(taints), taints);
  assert.deepEqual(parseTaints([]), []);
});

Deno.test.each<{ taint: string; says: RegExp }>([
  { taint: "a=b", says: /no effect/ },
  { taint: "a:NoSchedule:NoExecute", says: /more than one ":"/ },
  {
    taint: "a:noschedule",
    says: /"noschedule" is none of NoSchedule, PreferNoSchedule, NoExecute/,
  },
  { taint: "a:NoSchedule-", says: /"NoSchedule-"/ },
  { taint: ":NoSchedule", says: /key is empty/ },
  { taint: "a b:NoSchedule", says: /"a b"/ },
  { taint: "a=b c:NoSchedule", says: /"b c"/ },
  { taint: "a=b=c:NoSchedule", says: /"b=c"/ },
  { taint: "x=other:NoExecute", says: /"x" has the effect NoExecute twice/ },
])("parseTaints() refuses $taint", ({ taint, says }) => {
  const error = throwsWith("taint-malformed", () => parseTaints(["x=y:NoExecute", taint]));
  assert.match(error.message, says);
  assert.equal(error.exitCode, 3);
});
