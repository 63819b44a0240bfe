import assert from "node:assert/strict";
import { failsWith } from "../core/kit/errors.ts";
import { fakeServices } from "../core/kit/joining.ts";
import { type Case, look } from "./looking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("preflight finds nothing on a machine that is ready", async () => {
  assert.deepEqual((await look({})).lines, []);
});

const broken: Case = {
  runtime: false,
  arrange: async (root) => {
    await root.put("/etc/kubernetes/kubelet.conf", "");
    await root.put("/proc/sys/net/ipv4/ip_forward", "0\n");
    await root.put("/proc/swaps", "Filename\n/dev/sda2 partition 1 0 -2\n");
  },
};

Deno.test("preflight reports all that is wrong at once, in the order of the manifest", async () => {
  const { lines, failure } = await look(broken);
  const names = lines.map((line) => /^\w+ ([^:]+):/.exec(line)?.[1]);
  assert.deepEqual(names, [
    "FileAvailable--etc-kubernetes-kubelet.conf",
    "FileContent--proc-sys-net-ipv4-ip_forward",
    "Swap",
    "CRI",
  ]);
  const error = await failsWith("preflight-failed", () => Promise.reject(failure));
  assert.equal(error.exitCode, 2);
  assert.equal(error.phase, "preflight");
  assert.match(error.message, /3 checks failed: FileAvailable/);
  assert.match(
    error.hint,
    /--ignore-preflight-errors=FileAvailable--etc-kubernetes-kubelet\.conf,FileContent/,
  );
});

Deno.test.each([
  { ignore: ["all"] },
  { ignore: ["ALL"] },
  {
    ignore: [
      "fileavailable--etc-kubernetes-kubelet.conf",
      "cri",
      "FILECONTENT--proc-sys-net-ipv4-ip_forward",
      "Port-10250",
    ],
  },
])("preflight shows the errors of $ignore as warnings and goes on", async ({ ignore }) => {
  const { found, failure } = await look({ ...broken, flags: { ignorePreflightErrors: ignore } });
  assert.equal(failure, undefined);
  assert.ok(found.length >= 4);
  assert.ok(found.every(({ level }) => level === "warning"));
});

Deno.test("preflight still fails for what is not ignored", async () => {
  const { failure } = await look({
    ...broken,
    flags: { ignorePreflightErrors: ["Swap", "CRI", "nonsense"] },
  });
  const error = await failsWith("preflight-failed", () => Promise.reject(failure));
  assert.doesNotMatch(error.message, /CRI/);
});

Deno.test("preflight makes a finding of a check that itself fails", async () => {
  const services = fakeServices({ status: () => Promise.reject(new TypeError("no bus")) });
  const { lines } = await look({ services });
  assert.equal(lines.length, 1);
  assert.match(
    lines[0] ?? "",
    /^error Service-kubelet: The check itself failed: .*TypeError: no bus/,
  );
});
