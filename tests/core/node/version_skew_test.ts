import assert from "node:assert/strict";
import { readServerVersion } from "../../../core/kube/server_version.ts";
import { findSkew } from "../../../core/node/version_skew.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function version(minor: number, major = 1) {
  return { major, minor, text: `v${major}.${minor}.0` };
}

Deno.test.each<{ kubelet: number; server: number; is?: RegExp }>([
  { kubelet: 37, server: 37 },
  { kubelet: 34, server: 37 },
  { kubelet: 33, server: 37, is: /v1\.33\.0.*v1\.37\.0: that server takes kubelets of 1\.34 and/ },
  { kubelet: 38, server: 37, is: /v1\.38\.0.*v1\.37\.0: a kubelet must not be newer/ },
  { kubelet: 25, server: 28 },
  { kubelet: 25, server: 27 },
  { kubelet: 24, server: 27, is: /takes kubelets of 1\.25 and newer/ },
  { kubelet: 18, server: 20 },
  { kubelet: 17, server: 20, is: /takes kubelets of 1\.18 and newer/ },
  { kubelet: 21, server: 20, is: /must not be newer/ },
])("a kubelet of 1.$kubelet with a server of 1.$server: $is", ({ kubelet, server, is }) => {
  const found = findSkew(version(kubelet), version(server));
  if (is === undefined) assert.equal(found, undefined);
  else assert.match(found?.text ?? "", is);
});

Deno.test("findSkew() compares major versions, too", () => {
  assert.match(findSkew(version(0, 2), version(99))?.text ?? "", /must not be newer/);
  assert.match(findSkew(version(99), version(1, 2))?.text ?? "", /takes kubelets of 2\.0/);
});

Deno.test.each([
  { text: '{"gitVersion":"v1.37.2"}', is: "1.37 v1.37.2" },
  { text: '{"minor":"27+","gitVersion":"v1.27.9-gke.1"}', is: "1.27 v1.27.9-gke.1" },
  { text: '{"gitVersion":"v1.30.0+k3s1"}', is: "1.30 v1.30.0+k3s1" },
  { text: '{"gitVersion":"v1.30.0\\u001b[2J"}', is: undefined },
  { text: '{"gitVersion":7}', is: undefined },
  { text: "null", is: undefined },
  { text: "<html>", is: undefined },
])("readServerVersion() reads $text", ({ text, is }) => {
  const read = readServerVersion(text);
  assert.equal(read && `${read.major}.${read.minor} ${read.text}`, is);
});
