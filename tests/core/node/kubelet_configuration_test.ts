import assert from "node:assert/strict";
import { parse } from "yaml";
import {
  adaptConfiguration,
  factsOf,
  readConfiguration,
} from "../../../core/node/kubelet_configuration.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const HEAD = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";

function adapt(lines: string, adaptation = {}): string {
  return adaptConfiguration(HEAD + lines, adaptation).text;
}

Deno.test("adaptConfiguration() keeps what it does not know, sorted as kubeadm does", () => {
  const text = adapt(
    "zeta: 1\nfutureField:\n  deep: [1, {b: 2, a: 1}]\nauthentication:\n  x509: {clientCAFile: /ca}\n",
  );
  assert.equal(
    text,
    "apiVersion: kubelet.config.k8s.io/v1beta1\nauthentication:\n  x509:\n    clientCAFile: /ca\n" +
      "futureField:\n  deep:\n  - 1\n  - a: 1\n    b: 2\nkind: KubeletConfiguration\nzeta: 1\n",
  );
});

// The kubelet reads YAML 1.1: what is a text has to stay one there.
Deno.test.each([
  { value: '"on"' },
  { value: '"off"' },
  { value: '"yes"' },
  { value: '"n"' },
  { value: '"0"' },
  { value: '"0644"' },
  { value: '"0x10"' },
  { value: '"1e3"' },
  { value: '"1:30"' },
  { value: '"null"' },
  { value: '"~"' },
  { value: '""' },
  { value: '"true"' },
  { value: '"2001-12-14"' },
])("adaptConfiguration() keeps the text $value a text for YAML 1.1", ({ value }) => {
  const text = adapt(`a: ${value}\n`);
  assert.equal(parse(text, { version: "1.1" }).a, JSON.parse(value));
  assert.equal(parse(text).a, JSON.parse(value));
});

// Whoever edits the ConfigMap by hand writes for the kubelet, which reads YAML 1.1.
Deno.test.each([
  { value: "off", is: false },
  { value: "no", is: false },
  { value: "on", is: true },
  { value: "Yes", is: true },
  { value: "true", is: true },
])("adaptConfiguration() takes a bare $value for $is, as the kubelet does", ({ value, is }) => {
  assert.equal(parse(adapt(`failSwapOn: ${value}\n`)).failSwapOn, is);
});

Deno.test.each([
  { value: "0", is: 0 },
  { value: "10248", is: 10248 },
  { value: "0s", is: "0s" },
  { value: "1.5", is: 1.5 },
])("adaptConfiguration() keeps the number $value as it is", ({ value, is }) => {
  assert.match(adapt(`a: ${value}\n`), new RegExp(`^a: ${String(is)}$`, "m"));
});

Deno.test("adaptConfiguration() writes the runtime's socket over, and resolvConf only where there is none", () => {
  const adaptation = {
    containerRuntimeEndpoint: "unix:///run/x.sock",
    resolvConf: "/run/systemd/resolve/resolv.conf",
  };
  assert.match(
    adapt("containerRuntimeEndpoint: unix:///old\n", adaptation),
    /^containerRuntimeEndpoint: unix:\/\/\/run\/x.sock$/m,
  );
  assert.match(adapt("", adaptation), /^resolvConf: \/run\/systemd\/resolve\/resolv.conf$/m);
  assert.match(adapt("resolvConf: /mine\n", adaptation), /^resolvConf: \/mine$/m);
  assert.match(adapt('resolvConf: ""\n', adaptation), /^resolvConf: ""$/m);
  assert.doesNotMatch(
    adapt("", { containerRuntimeEndpoint: undefined, resolvConf: undefined }),
    /resolv|Endpoint/,
  );
});

Deno.test("adaptConfiguration() has the kubelet read the CA where it is, unless the cluster says where", () => {
  const usual =
    "authentication:\n  x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}\n  anonymous: {}\n";
  const caPath = "/opt/ca.crt";
  assert.match(
    adapt(usual, { caPath }),
    /anonymous: \{\}\n {2}x509:\n {4}clientCAFile: \/opt\/ca\.crt\n/,
  );
  assert.match(adapt(usual), /clientCAFile: \/etc\/kubernetes\/pki\/ca\.crt\n/);
  assert.match(adapt(usual.replace("/etc/", "/x/"), { caPath }), /clientCAFile: \/x\//);
  assert.doesNotMatch(adapt("zeta: 1\n", { caPath }), /clientCAFile/);
});

Deno.test("adaptConfiguration() breaks no long line", () => {
  const long = `${"a ".repeat(200)}b`;
  assert.ok(adapt(`a: ${long}\n`).includes(`a: ${long}\n`));
});

Deno.test.each<{ what: string; lines: string; is: unknown }>([
  { what: "nothing said", lines: "", is: { host: "127.0.0.1", port: 10248 } },
  { what: "another port", lines: "healthzPort: 11248\n", is: { host: "127.0.0.1", port: 11248 } },
  { what: "port 0", lines: "healthzPort: 0\n", is: undefined },
  {
    what: "any address",
    lines: "healthzBindAddress: 0.0.0.0\n",
    is: { host: "127.0.0.1", port: 10248 },
  },
  {
    what: "any IPv6 address",
    lines: 'healthzBindAddress: "::"\n',
    is: { host: "::1", port: 10248 },
  },
  {
    what: "an address",
    lines: "healthzBindAddress: 10.0.0.1\n",
    is: { host: "10.0.0.1", port: 10248 },
  },
])("factsOf() with $what", ({ lines, is }) => {
  assert.deepEqual(factsOf(readConfiguration(HEAD + lines)).healthz, is);
  assert.deepEqual(adaptConfiguration(HEAD + lines, {}).healthz, is);
});

Deno.test.each<{ what: string; text: string; why: RegExp }>([
  { what: "nothing", text: "", why: /empty/ },
  { what: "a list", text: "- a\n", why: /empty/ },
  { what: "a word", text: "hello", why: /empty/ },
  {
    what: "another kind",
    text: "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: Pod\n",
    why: /kind is "Pod"/,
  },
  { what: "no kind", text: "apiVersion: kubelet.config.k8s.io/v1beta1\n", why: /kind is/ },
  {
    what: "another group",
    text: "apiVersion: v1\nkind: KubeletConfiguration\n",
    why: /apiVersion is "v1"/,
  },
  { what: "broken YAML", text: `${HEAD}a: [`, why: /YAML/ },
  { what: "a key twice", text: `${HEAD}a: 1\na: 2\n`, why: /YAML/ },
  { what: "two documents", text: `${HEAD}---\n${HEAD}`, why: /YAML/ },
])("adaptConfiguration() refuses $what", ({ text, why }) => {
  const error = throwsWith("kubelet-config-malformed", () => adaptConfiguration(text, {}));
  assert.match(error.message, why);
});

Deno.test("adaptConfiguration() lets a patch say anything but the runtime's socket", () => {
  const text = adapt("", {
    patch: (configuration: object) => ({
      ...configuration,
      resolvConf: "/p",
      containerRuntimeEndpoint: "p",
    }),
    resolvConf: "/adapted",
    containerRuntimeEndpoint: "unix:///run/x.sock",
  });
  assert.match(text, /^containerRuntimeEndpoint: unix:\/\/\/run\/x\.sock$/m);
  assert.match(text, /^resolvConf: \/p$/m);
});

Deno.test("adaptConfiguration() reads a ConfigMap's JSON as it reads YAML", () => {
  const value = {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    a: ["no"],
  };
  for (const text of [JSON.stringify(value), JSON.stringify(value, null, "\t")]) {
    assert.deepEqual(parse(adaptConfiguration(text, {}).text), value);
  }
});
