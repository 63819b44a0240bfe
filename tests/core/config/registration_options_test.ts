import assert from "node:assert/strict";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import { readRegistration } from "../../../core/config/registration_options.ts";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("readRegistration() asks for nothing by itself", () => {
  assert.deepEqual(readRegistration({}, "n1"), {
    labels: [],
    taints: [],
    nodeIp: undefined,
    kubeletArguments: [],
  });
});

Deno.test("readRegistration() reads all that a Node is to be", () => {
  const flags = {
    labels: ["zone=a"],
    taints: ["a:NoSchedule"],
    nodeIp: "10.0.0.5,2001:DB8::5",
    kubeletExtraArg: ["v=4"],
  };
  assert.deepEqual(readRegistration(flags, "n1"), {
    labels: ["zone=a"],
    taints: ["a:NoSchedule"],
    nodeIp: ["10.0.0.5", "2001:db8::5"],
    kubeletArguments: [{ name: "v", value: "4" }],
  });
});

Deno.test.each<{ flags: JoinFlags; names: string }>([
  { flags: { labels: ["a=b"], kubeletExtraArg: ["node-labels=c=d"] }, names: "--labels" },
  {
    flags: { taints: ["a:NoExecute"], kubeletExtraArg: ["register_with_taints=b:NoExecute"] },
    names: "--taints",
  },
  { flags: { nodeIp: "10.0.0.5", kubeletExtraArg: ["node_ip=10.0.0.5"] }, names: "--node-ip" },
])(
  "readRegistration() refuses $names twice, as a flag and as the kubelet's",
  ({ flags, names }) => {
    const error = throwsWith("kubelet-argument-refused", () => readRegistration(flags, "n1"));
    assert.ok(error.message.startsWith(`${names} and the kubelet's argument`), error.message);
    assert.equal(error.hint, `keep ${names} alone`);
  },
);

Deno.test.each<{ argument: string; code: ErrorCode }>([
  { argument: "node-labels=a=b,c", code: "label-malformed" },
  { argument: "node_labels=a=b,node-role.kubernetes.io/worker=", code: "label-forbidden" },
  { argument: "register-with-taints=a=b:Never", code: "taint-malformed" },
  { argument: "node-ip=127.0.0.1", code: "node-ip-malformed" },
])("readRegistration() checks the kubelet's $argument like the flag", ({ argument, code }) => {
  throwsWith(code, () => readRegistration({ kubeletExtraArg: [argument] }, "n1"));
});

Deno.test("readRegistration() leaves arguments that are right as they are", () => {
  const kubeletExtraArg = ["node-labels=a=b,c=", "register-with-taints=a:NoSchedule", "node-ip=::"];
  const { labels, taints, nodeIp, kubeletArguments } = readRegistration({ kubeletExtraArg }, "n1");
  assert.deepEqual([labels, taints, nodeIp], [[], [], undefined]);
  assert.deepEqual(kubeletArguments.map(({ name, value }) => `${name}=${value}`), kubeletExtraArg);
});
