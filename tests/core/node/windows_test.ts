import assert from "node:assert/strict";
import { parse } from "yaml";
import { parseCriSocket } from "../../../core/config/cri_socket.ts";
import { createExec } from "../../../core/host/exec.ts";
import { createFiles } from "../../../core/host/files.ts";
import { createLocal } from "../../../core/host/local.ts";
import { createNodeFacts } from "../../../core/node/facts.ts";
import { adaptConfiguration } from "../../../core/node/kubelet_configuration.ts";
import { choosePipe, fitToWindows, KNOWN_PIPES } from "../../../core/node/windows.ts";
import { failsWith, throwsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const HEAD = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";
const [CONTAINERD, DOCKER] = KNOWN_PIPES;

Deno.test("fitToWindows() gives POSIX paths a drive and leaves no resolv.conf", () => {
  const source = HEAD + "staticPodPath: /etc/kubernetes/manifests\nresolvConf: /run/x\n" +
    "authentication: {anonymous: {enabled: false}, x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}}\n";
  const { text } = adaptConfiguration(source, { system: fitToWindows });
  const { staticPodPath, authentication, resolvConf } = parse(text, { version: "1.1" });
  assert.deepEqual({ staticPodPath, authentication, resolvConf }, {
    staticPodPath: "C:\\etc\\kubernetes\\manifests",
    authentication: {
      anonymous: { enabled: false },
      x509: { clientCAFile: "C:\\etc\\kubernetes\\pki\\ca.crt" },
    },
    resolvConf: "",
  });
});

Deno.test("fitToWindows() leaves paths of Windows, and adds none", () => {
  const given = { staticPodPath: "D:\\pods", authentication: { x509: {} } };
  assert.deepEqual(fitToWindows(given), { ...given, resolvConf: "" });
  assert.deepEqual(fitToWindows({}), { resolvConf: "" });
});

Deno.test("patches come after what Windows wants", () => {
  const { configuration } = adaptConfiguration(HEAD, {
    system: fitToWindows,
    patch: (given) => ({ ...given, resolvConf: `${given.resolvConf}C:/resolv.conf` }),
  });
  assert.equal(configuration.resolvConf, "C:/resolv.conf");
});

Deno.test.each([
  { given: CONTAINERD },
  { given: "//./pipe/containerd-containerd" },
  { given: "\\\\.\\pipe\\containerd-containerd" },
])("parseCriSocket() spells $given as the kubelet on Windows wants it", ({ given }) => {
  assert.equal(parseCriSocket(given, "windows"), CONTAINERD);
});

Deno.test("parseCriSocket() refuses the other system's sockets", () => {
  for (const given of ["unix:///run/x.sock", "/run/x.sock", "tcp://localhost:2375", "npipe://"]) {
    throwsWith("cri-socket-malformed", () => parseCriSocket(given, "windows"));
  }
  throwsWith("cri-socket-malformed", () => parseCriSocket(CONTAINERD));
});

Deno.test("choosePipe() takes what was given, else containerd's", async () => {
  await using root = await temporaryRoot();
  const files = createFiles(root.path);
  assert.equal((await choosePipe("npipe:////./pipe/x", files)).socket, "npipe:////./pipe/x");
  assert.equal((await choosePipe(undefined, files)).socket, CONTAINERD);
});

Deno.test("choosePipe() takes the one that is there, and does not guess among several", async () => {
  await using root = await temporaryRoot();
  const host = { files: createFiles(root.path), local: createLocal(root.path) };
  const machine = { os: "windows", uid: undefined, hostName: () => "w1" };
  const exec = createExec(root.path);
  const { signal } = new AbortController();
  function choose() {
    return createNodeFacts({ ...host, exec, machine }, { criSocket: undefined }, signal)
      .containerRuntime();
  }
  await root.put("/pipe/cri-dockerd", "");
  assert.equal((await choose()).socket, DOCKER);
  await root.put("/pipe/containerd-containerd", "");
  await failsWith("cri-socket-malformed", choose);
});
