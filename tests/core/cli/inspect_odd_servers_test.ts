import assert from "node:assert/strict";
import https from "node:https";
import { type ControlPlaneOptions, startControlPlane } from "../../support/control_plane/mod.ts";
import { createAuthority } from "../../support/pki.ts";
import { findingsOf, inspectServer } from "../kit/inspecting.ts";
import { runTool } from "../kit/tool.ts";
import { inspect } from "../../../core/cli/inspect/inspect.ts";
import { listen } from "../../support/listening.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each<{ what: string; options: ControlPlaneOptions; code: string; says: RegExp }>([
  {
    what: "says nothing",
    options: { connections: [[{ kind: "black-hole" }]] },
    code: "server-silent",
    says: /accepts connections, but says nothing when TLS is begun/,
  },
  {
    what: "resets connections",
    options: { connections: [[{ kind: "reset" }]] },
    code: "server-reset",
    says: /closed the connection|closes them when TLS is begun/,
  },
])("inspect fails at a server that $what", async ({ options, code, says }) => {
  await using cluster = await startControlPlane(options);
  const { error, stdout } = await inspectServer(cluster, { timeout: "300ms" });
  assert.equal(error?.code, code);
  assert.equal(error.exitCode, 4);
  assert.match(error.message, says);
  assert.equal(stdout, "");
});

/** A listener that does with each connection what it is told. */
function listener(serve: (connection: Deno.TcpConn) => Promise<void>) {
  const server = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = server.addr;
  const serving = (async () => {
    for await (const connection of server) {
      await serve(connection).catch(() => {});
      try {
        connection.close();
      } catch { /* it is closed already */ }
    }
  })();
  return {
    endpoint: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await serving;
    },
  };
}

Deno.test("inspect fails at a server that closes connections once TLS is begun", async () => {
  await using server = listener(async (connection) => {
    await connection.read(new Uint8Array(4096));
  });
  const { error } = await inspectServer(server, { timeout: "2s" });
  assert.equal(error?.code, "server-reset");
  assert.match(error.message, /accepts connections, and closes them when TLS is begun/);
});

Deno.test("inspect says what speaks neither TLS nor HTTP", async () => {
  await using server = listener(async (connection) => {
    await connection.write(new TextEncoder().encode("SSH-2.0-OpenSSH_9.9\r\n"));
    await connection.read(new Uint8Array(4096));
  });
  const { stdout, code, error } = await inspectServer(server, { timeout: "2s" });
  assert.equal(error, undefined, error?.message);
  assert.equal(code, 0);
  assert.match(stdout, /does not speak TLS.* and does not answer plain HTTP/s);
});

Deno.test("inspect says that a server wants a client certificate", async () => {
  const authority = await createAuthority();
  const identity = await authority.issue({ commonName: "x", usage: "server" });
  const server = https.createServer({
    key: identity.keyPem,
    cert: identity.certificatePem,
    ca: authority.certificatePem,
    requestCert: true,
    rejectUnauthorized: true,
  });
  server.on("tlsClientError", () => {});
  const port = await listen(server);
  const { stdout, error } = await inspectServer({ endpoint: `127.0.0.1:${port}` });
  await new Promise((resolve) => server.close(resolve));
  assert.equal(error, undefined, error?.message);
  assert.match(stdout, /CN=x/);
  assert.match(stdout, /wants a client\s+certificate before it answers/);
});

Deno.test("inspect ends in its time when the server falls silent later", async () => {
  const began = performance.now();
  const { findings } = await findingsOf(
    { faults: [[{ kind: "black-hole" }, { after: 1 }]] },
    { timeout: "700ms" },
  );
  assert.ok(performance.now() - began < 2500);
  const [ca] = findings.clusterInfo.cas ?? [];
  assert.equal(ca?.verifies, false);
  assert.equal(ca.problem?.code, "server-silent");
  assert.equal(findings.version, undefined);
});

Deno.test("inspect fails where nothing listens", async () => {
  await using cluster = await startControlPlane();
  await cluster.goDown();
  const { error } = await inspectServer(cluster);
  assert.equal(error?.code, "server-refused");
  assert.equal(error.exitCode, 4);
});

Deno.test("inspect ends at an interruption", async () => {
  await using cluster = await startControlPlane({ faults: [[{ kind: "black-hole" }]] });
  const interruption = new AbortController();
  const ended = runTool(
    (tool) => inspect({ endpoint: cluster.endpoint }, tool),
    { signal: interruption.signal },
  );
  const began = performance.now();
  setTimeout(() => interruption.abort(), 200);
  await assert.rejects(ended, { name: "AbortError" });
  assert.ok(performance.now() - began < 2000);
});
