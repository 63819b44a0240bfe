import assert from "node:assert/strict";
import { parseKubeletArguments, refuseUnknown } from "../../../core/node/kubelet_arguments.ts";
import { ADDED_FLAGS, OWN_FLAGS, REMOVED_FLAGS } from "../../../core/node/kubelet_flag_table.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function version(minor: number) {
  return { major: 1, minor, text: `v1.${minor}.0` };
}

Deno.test("parseKubeletArguments() keeps order, repeated names, and all of a value", () => {
  assert.deepEqual(parseKubeletArguments(["v=4", "a=b=c, d", "v=", "feature_gates=A=true"]), [
    { name: "v", value: "4" },
    { name: "a", value: "b=c, d" },
    { name: "v", value: "" },
    { name: "feature_gates", value: "A=true" },
  ]);
});

Deno.test.each<{ text: string; says: RegExp }>([
  { text: "v", says: /no "="/ },
  { text: "=4", says: /"" is not the name/ },
  { text: "--v=4", says: /dashes in front/ },
  { text: "a b=4", says: /"a b" is not the name/ },
  { text: "v=4\nEVIL=1", says: /line break/ },
  { text: "v=\0", says: /control character/ },
])("parseKubeletArguments() refuses $text", ({ text, says }) => {
  const error = throwsWith("kubelet-argument-malformed", () => parseKubeletArguments([text]));
  assert.match(error.message, says);
  assert.ok(!error.message.includes("\n"));
});

Deno.test.each([...OWN_FLAGS.keys(), "bootstrap_kubeconfig"])(
  "parseKubeletArguments() refuses %s, with the reason",
  (name) => {
    const error = throwsWith(
      "kubelet-argument-refused",
      () => parseKubeletArguments([`${name}=x`]),
    );
    assert.match(error.message, new RegExp(`"${name}": .*the (join|kubelet)`));
  },
);

Deno.test.each([...REMOVED_FLAGS].map(([name, minor]) => ({ name, minor })))(
  "a kubelet of 1.$minor does not know $name",
  ({ name, minor }) => {
    const args = parseKubeletArguments([`${name}=x`]);
    const error = throwsWith("kubelet-argument-removed", () => refuseUnknown(args, version(minor)));
    assert.ok(error.message.includes(`"${name}" (removed in 1.${minor})`), error.message);
    refuseUnknown(args, version(minor - 1));
  },
);

Deno.test.each([...ADDED_FLAGS].map(([name, minor]) => ({ name, minor })))(
  "a kubelet before 1.$minor does not know $name yet",
  ({ name, minor }) => {
    const args = parseKubeletArguments([`${name}=x`]);
    const error = throwsWith(
      "kubelet-argument-removed",
      () => refuseUnknown(args, version(minor - 1)),
    );
    assert.ok(error.message.includes(`"${name}" (added in 1.${minor})`), error.message);
    refuseUnknown(args, version(minor));
  },
);

Deno.test("a flag goes after it came", () => {
  for (const [name, added] of ADDED_FLAGS) {
    assert.ok(added < (REMOVED_FLAGS.get(name) ?? Infinity), name);
  }
});

Deno.test("refuseUnknown() names all that is gone, and leaves what it does not know", () => {
  const args = parseKubeletArguments(["log_dir=/x", "v=4", "network-plugin=cni", "made-up=1"]);
  const { message } = throwsWith(
    "kubelet-argument-removed",
    () => refuseUnknown(args, version(37)),
  );
  assert.match(
    message,
    /v1\.37\.0.*"log_dir" \(removed in 1\.26\), "network-plugin" \(removed in 1\.24\)$/,
  );
  refuseUnknown(args, version(20));
});
