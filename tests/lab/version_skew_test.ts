/** A kubelet that does not go with the API server. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { labTest, up } from "./lab.ts";
import { errorOf, runJoin } from "./support/join_run.ts";
import { install } from "./support/program.ts";
import { untouched } from "./support/untouched.ts";

const NEWER = "/usr/local/sbin/kubelet";

labTest(
  "a kubelet that is newer than the server is refused before anything is written",
  async () => {
    await using cluster = await up("1.20");
    await using node = await cluster.node("n1");
    await install(node);
    await node.exec("mkdir", "-p", "/usr/local/sbin");
    await Deno.writeTextFile(await node.root() + NEWER, "#!/bin/sh\necho Kubernetes v1.21.3\n");
    await node.exec("chmod", "0755", NEWER);
    const socket = ["--cri-socket", "/run/containerd/containerd.sock"];
    const run = await untouched(node, () => runJoin(node, [...cluster.joinArgs, ...socket]));
    assert.equal(errorOf(run), "kubelet-skew");
    assert.equal(run.code, 2);
    const { stdout } = await node.attempt("kubeworker", "preflight", cluster.endpoint);
    assert.match(stdout, /KubeletSkew.*v1\.21\.3, the API server v1\.20\.2/);
  },
);
