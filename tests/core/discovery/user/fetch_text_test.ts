import assert from "node:assert/strict";
import { createAuthority } from "../../../support/pki.ts";
import { freePort } from "../../../support/free_port.ts";
import { moduleText } from "../../../support/plugins/texts.ts";
import { pluginWorld } from "../../../support/plugins/world.ts";
import { failsWith } from "../../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SECRET = "X-Signature=0123secret";

/** How a plugin fails that may reach this host. */
async function failure(host: string, discover: string) {
  await using world = await pluginWorld();
  const text = moduleText({ fields: 'permissions: { net: ["*"] },', discover });
  const permissions = { net: [host], read: [], vouch: false };
  const listing = await world.put("trial.ts", text, { permissions });
  return await failsWith("plugin-failed", () => world.discover(listing));
}

function serve(handler: (request: Request) => Response, tls: object = {}) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, ...tls } as Deno.ServeTcpOptions,
    handler,
  );
  return { server, host: `127.0.0.1:${server.addr.port}` };
}

Deno.test("ctx.fetchText reads up to 1 MiB, and cuts off what is longer", async () => {
  let sent = 0;
  const { server, host } = serve((request) => {
    if (request.url.endsWith("/full")) return new Response("x".repeat(1 << 20));
    const chunk = new Uint8Array(1 << 16).fill(120);
    return new Response(
      new ReadableStream({
        pull(controller) {
          sent += chunk.length;
          controller.enqueue(chunk);
        },
      }),
    );
  });
  await using _ = server;
  const discover = `const { text } = await ctx.fetchText("http://${host}/full");
    if (text.length !== 1 << 20) throw new Error("cut at " + text.length);
    await ctx.fetchText("http://${host}/endless?${SECRET}");`;
  const { message } = await failure(host, discover);
  assert.match(message, /Cannot fetch http:\S+\/endless\?…: the answer has more than 1 MiB$/);
  assert.ok(sent < 16 << 20, String(sent));
});

Deno.test("ctx.fetchText honours its own signal and the plugin's", async () => {
  const { server, host } = serve(() =>
    new Response(
      new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) }),
    )
  );
  await using _ = server;
  const began = performance.now();
  const own = `const signal = AbortSignal.timeout(100);
    await ctx.fetchText("http://${host}/", { signal });`;
  assert.match((await failure(host, own)).message, /timed? ?out/i);
  assert.ok(performance.now() - began < 5000);
  // A signal of its own does not take the place of the time that the plugin has.
  await using world = await pluginWorld();
  const discover = `const { signal } = new AbortController();
    await ctx.fetchText("http://${host}/", { signal });`;
  await using child = await world.host.sandbox.open(
    { text: moduleText({ discover }), language: "typescript" },
    {
      what: 'plugin "trial"',
      timeoutMs: 8000,
      memoryBytes: 256 << 20,
      signal: new AbortController().signal,
      log: () => {},
    },
  );
  const answer = await child.ask({
    operation: "discover",
    section: {},
    permissions: { net: [host], read: [] },
    timeoutMs: 300,
  });
  assert.match(answer.kind === "failed" ? answer.message : "", /timed? ?out/i);
});

Deno.test("a failed fetch says why, without the query of its URL", async () => {
  const nobody = `127.0.0.1:${freePort()}`;
  const authority = await createAuthority();
  const identity = await authority.issue({
    commonName: "here",
    usage: "server",
    ip: ["127.0.0.1"],
  });
  const { certificatePem: cert, keyPem: key } = identity;
  const { server, host } = serve(() => new Response(""), { cert, key });
  await using _ = server;
  for (
    const [address, url, says] of [
      [nobody, `http://${nobody}/a?${SECRET}`, /Connection refused/],
      [host, `https://${host}/a?${SECRET}#x`, /certificate/],
    ] as const
  ) {
    for (
      const attempt of [
        `await ctx.fetchText("${url}");`,
        `await fetch("${url}");`,
        `await ctx.fetchText("${url}").catch((error: Error) => ctx.fail("x", error.message, String(error.cause)));`,
        `await fetch("${url}").catch((error: Error) => ctx.fail("x", String(error.cause), "${url}"));`,
      ]
    ) {
      const { message, hint } = await failure(address, attempt);
      assert.match(message, says, attempt);
      assert.doesNotMatch(message + hint, /0123secret/, attempt);
    }
  }
});
