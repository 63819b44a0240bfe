import assert from "node:assert/strict";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { createMachine } from "../support/machine.ts";
import { resultOf, startProgram } from "./program.ts";
import { freePort } from "../support/free_port.ts";

const NOWHERE = "http://127.0.0.1:1";
const PROXY = {
  HTTP_PROXY: NOWHERE,
  http_proxy: NOWHERE,
  HTTPS_PROXY: NOWHERE,
  ALL_PROXY: NOWHERE,
};

for (const [name, environment] of [["", {}], [", whatever proxy is set", PROXY]] as const) {
  Deno.test(`the program joins a machine that no init system runs${name}`, async () => {
    await using machine = await createMachine();
    await using cluster = await startControlPlane({ healthzPort: freePort() });
    await Deno.mkdir(`${machine.root}/etc`);
    await Deno.writeTextFile(`${machine.root}/etc/hostname`, "worker-1\n");
    const program = startProgram([
      ...["join", cluster.endpoint, "--root", machine.root, "--output", "json"],
      ...["--token", cluster.token, "--discovery-token-ca-cert-hash", cluster.pin],
      ...["--node-name", "worker-1", "--ignore-preflight-errors", "Port-10250"],
      ...["--timeout", "kubeletHealthCheck=5s"],
    ], environment);
    await program.said("Start the kubelet now");
    await machine.kubelet.start();
    const ended = await program.ended();
    assert.equal(ended.code, 0, ended.stdout.trimEnd().split("\n").at(-1));
    assert.equal(ended.stderr, "");
    assert.equal(resultOf(ended).nodeName, "worker-1");
    assert.ok(!ended.stdout.includes(cluster.token.slice(7)));
  });
}
