import assert from "node:assert/strict";
import { readConfigFile } from "../../../../core/config/config_file.ts";
import type { JoinFlags } from "../../../../core/config/join_flags.ts";
import { readJoinOptions } from "../../../../core/config/join_options.ts";
import { flagsOverFile } from "../../../../core/config/kubeadm/merge.ts";
import { throwsWith } from "../../kit/errors.ts";
import { readCorpus } from "./corpus.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKEN = "abcdef.0123456789abcdef";
const OTHER = "123abc.aaaaaaaaaaaaaaaa";
const PIN = `sha256:${"0123456789abcdef".repeat(4)}`;

const samples = new Map(
  (await readCorpus("accepted")).map(({ name, text }) => [name.replace("accepted/", ""), text]),
);

function flagsOf(name: string): JoinFlags {
  return readConfigFile(samples.get(name) ?? "").fileFlags.flags;
}

Deno.test.each<{ name: string; flags: JoinFlags }>([
  {
    name: "v1alpha3-token",
    flags: { endpoints: ["10.0.0.1:6443"], token: TOKEN, discoveryTokenCaCertHash: [PIN] },
  },
  ...["v1beta1", "v1beta2", "v1beta3", "v1beta4"].map((version) => ({
    name: `${version}-token`,
    flags: {
      endpoints: ["10.0.0.1:6443"],
      discoveryToken: TOKEN,
      discoveryTokenCaCertHash: [PIN],
    },
  })),
  {
    name: "v1alpha3-file",
    flags: { discoveryFile: "/etc/kubeworker/cluster.conf", tlsBootstrapToken: TOKEN },
  },
  {
    name: "v1alpha3-whole",
    flags: {
      nodeName: "worker-1",
      caCertPath: "/etc/kubernetes/pki/ca.crt",
      criSocket: "/run/containerd/containerd.sock",
      discoveryToken: TOKEN,
      endpoints: ["10.0.0.1:6443", "[2001:db8::1]:6443"],
      featureGates: ["DynamicKubeletConfig=false"],
      tlsBootstrapToken: OTHER,
      token: TOKEN,
      discoveryTokenUnsafeSkipCaVerification: true,
      timeout: ["discovery=5m0s"],
    },
  },
  {
    name: "v1beta3-whole",
    flags: {
      endpoints: ["10.0.0.1:6443"],
      discoveryToken: TOKEN,
      discoveryTokenCaCertHash: [PIN],
      tlsBootstrapToken: TOKEN,
      timeout: ["discovery=1h30m"],
      nodeName: "worker-1",
      criSocket: "unix:///run/containerd/containerd.sock",
      ignorePreflightErrors: ["Swap"],
      skipPhases: ["finalize"],
    },
  },
  {
    name: "v1beta4-whole",
    flags: {
      endpoints: ["10.0.0.1:6443"],
      discoveryToken: TOKEN,
      discoveryTokenCaCertHash: [PIN],
      tlsBootstrapToken: TOKEN,
      dryRun: true,
      nodeName: "worker-1",
      caCertPath: "/etc/kubernetes/pki/ca.crt",
      criSocket: "unix:///run/containerd/containerd.sock",
      timeout: [
        "kubeletHealthCheck=1m0s",
        "kubernetesAPICall=30s",
        "tlsBootstrap=10m",
        "discovery=1.5h",
      ],
    },
  },
  ...[
    { name: "taints", said: { taints: ["a:NoSchedule", "example.org/b=c:NoExecute"] } },
    { name: "v1beta3-extra-args", said: { kubeletExtraArg: ["node-labels=a=b", "v=4"] } },
    {
      name: "v1beta4-extra-args",
      said: {
        kubeletExtraArg: [
          ...["v=4", "node-labels=b=c", "system-reserved=cpu=1,memory=1Gi", "v=6"],
          "volume-plugin-dir=",
        ],
      },
    },
  ].map(({ name, said }) => ({
    name,
    flags: {
      endpoints: ["10.0.0.1:6443"],
      discoveryToken: TOKEN,
      discoveryTokenCaCertHash: [PIN],
      ...said,
    },
  })),
])("the file $name says what these flags say", ({ name, flags }) => {
  assert.deepEqual(flagsOf(name), flags);
});

Deno.test("every accepted file makes options of a join", () => {
  for (const name of samples.keys()) {
    assert.doesNotThrow(() => readJoinOptions(flagsOf(name), "n1"), name);
  }
});

Deno.test("a discovery token authenticates too, unless another is named", () => {
  assert.equal(
    readJoinOptions(flagsOf("v1beta4-token"), "n1").tlsBootstrapToken?.id,
    "abcdef",
  );
  assert.equal(readJoinOptions(flagsOf("v1alpha3-whole"), "n1").tlsBootstrapToken?.id, "123abc");
});

const FILE: JoinFlags = {
  endpoints: ["file:1"],
  discoveryToken: "file",
  tlsBootstrapToken: "file-tls",
  discoveryTokenCaCertHash: ["file-pin"],
  nodeName: "file",
  criSocket: "/file",
  skipPhases: ["file"],
  ignorePreflightErrors: ["file"],
  timeout: ["discovery=1s", "tlsBootstrap=1s"],
  dryRun: true,
};

/** Fields of which the file's value is replaced or gone when the flags are given. */
Deno.test.each<{ what: string; flags: JoinFlags; then: JoinFlags; gone?: (keyof JoinFlags)[] }>([
  { what: "no flag", flags: { endpoints: [] }, then: {} },
  { what: "a server", flags: { endpoints: ["a:1"] }, then: { endpoints: ["a:1"] } },
  {
    what: "a token for everything",
    flags: { token: "t" },
    then: { token: "t" },
    gone: ["discoveryToken", "tlsBootstrapToken"],
  },
  { what: "a discovery token", flags: { discoveryToken: "d" }, then: { discoveryToken: "d" } },
  { what: "another token", flags: { tlsBootstrapToken: "b" }, then: { tlsBootstrapToken: "b" } },
  {
    what: "a pin",
    flags: { discoveryTokenCaCertHash: ["p"] },
    then: { discoveryTokenCaCertHash: ["p"] },
  },
  {
    what: "a CA",
    flags: { discoveryCa: "/ca" },
    then: { discoveryCa: "/ca" },
    gone: ["discoveryTokenCaCertHash"],
  },
  {
    what: "a discovery file",
    flags: { discoveryFile: "/f" },
    then: { discoveryFile: "/f" },
    gone: ["endpoints", "discoveryToken", "discoveryTokenCaCertHash"],
  },
  {
    what: "a plugin",
    flags: { discoveryPlugin: "p" },
    then: { discoveryPlugin: "p" },
    gone: ["endpoints", "discoveryToken", "discoveryTokenCaCertHash"],
  },
  { what: "a name", flags: { nodeName: "n" }, then: { nodeName: "n" } },
  { what: "a socket", flags: { criSocket: "/s" }, then: { criSocket: "/s" } },
  { what: "phases", flags: { skipPhases: ["p"] }, then: { skipPhases: ["p"] } },
  {
    what: "checks",
    flags: { ignorePreflightErrors: ["c"] },
    then: { ignorePreflightErrors: ["file", "c"] },
  },
  {
    what: "a deadline",
    flags: { timeout: ["discovery=2s"] },
    then: { timeout: ["discovery=1s", "tlsBootstrap=1s", "discovery=2s"] },
  },
  { what: "what the file has not", flags: { wait: "none" }, then: { wait: "none" } },
])("$what: the flag wins over the file", ({ flags, then, gone = [] }) => {
  const expected: Record<string, unknown> = { ...FILE, ...then };
  for (const name of gone) delete expected[name];
  assert.deepEqual(flagsOverFile(flags, FILE), expected);
});

Deno.test("a server in place of the file's discovery file", () => {
  const merged = flagsOverFile({ endpoints: ["a:1"] }, {
    discoveryFile: "/f",
    tlsBootstrapToken: "t",
  });
  assert.deepEqual(merged, { endpoints: ["a:1"], tlsBootstrapToken: "t" });
});

Deno.test("the file's discovery token authenticates beside a discovery file of the flags", () => {
  const merged = flagsOverFile({ discoveryFile: "/f" }, {
    discoveryToken: "d",
    endpoints: ["a:1"],
  });
  assert.deepEqual(merged, { discoveryFile: "/f", tlsBootstrapToken: "d" });
});

Deno.test("the later deadline of one name counts", () => {
  const { timeout } = flagsOverFile({ timeout: ["discovery=2s"] }, FILE);
  const { timeouts } = readJoinOptions({ timeout }, "n1");
  assert.equal(timeouts.discovery, 2000);
  assert.equal(timeouts.tlsBootstrap, 1000);
});

Deno.test("an argument of the kubelet stands for the file's of that name, and the others stay", () => {
  const { kubeletExtraArg } = flagsOverFile({ kubeletExtraArg: ["feature_gates=A=true", "v=6"] }, {
    kubeletExtraArg: ["v=2", "feature-gates=B=true", "x=y", "v=4"],
  });
  assert.deepEqual(kubeletExtraArg, ["x=y", "feature_gates=A=true", "v=6"]);
});

Deno.test("`all` of the file and a name of the flags cannot be together", () => {
  const flags = flagsOverFile({ ignorePreflightErrors: ["Swap"] }, {
    ignorePreflightErrors: ["all"],
  });
  throwsWith("preflight-ignore-invalid", () => readJoinOptions(flags, "n1"));
});
