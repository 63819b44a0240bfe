import assert from "node:assert/strict";
import { moduleText } from "../../../support/plugins/texts.ts";
import { pluginWorld } from "../../../support/plugins/world.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** What a module tries, and where it must not get: each is an expression that gives a promise. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  "reads a file": 'Deno.readTextFile("/etc/shadow")',
  "reads a file of node:fs": '(await import("node:fs")).promises.readFile("/etc/shadow")',
  "imports a file": 'import("file:///etc/shadow", { with: { type: "text" } })',
  "asks a Worker of its own": `new Promise((done, fail) => {
    const text = "postMessage(Deno.readTextFileSync('/etc/shadow'))";
    const options = { type: "module", deno: { permissions: "inherit" } };
    const worker = new Worker("data:application/javascript," + text, options as any);
    worker.onmessage = done;
    worker.onerror = (event) => { event.preventDefault(); fail(new Error(event.message)); };
  })`,
  "asks a Worker for more": `Promise.try(() => new Worker("data:application/javascript,1",
    { type: "module", deno: { permissions: { read: true } } } as any))`,
  "lists a directory": 'Array.fromAsync(Deno.readDir("/"))',
  "writes": 'Deno.writeTextFile("/tmp/kubeworker-plugin", "x")',
  "makes a temporary file": "Deno.makeTempFile()",
  "spawns": 'new Deno.Command("/bin/true").output()',
  "spawns by node":
    '(async () => (await import("node:child_process")).execFileSync("/bin/true"))()',
  "connects elsewhere": 'Deno.connect({ hostname: "127.0.0.1", port: OTHER })',
  "fetches from elsewhere": 'fetch("http://127.0.0.1:OTHER/")',
  "is sent elsewhere by what it may reach": 'fetch("http://127.0.0.1:PORT/away")',
  "connects to a unix socket": 'Deno.connect({ transport: "unix", path: "/run/docker.sock" })',
  "fetches under another name": 'fetch("http://localhost:PORT/")',
  "connects by node": `(async () => {
    const { connect } = await import("node:net");
    return await new Promise((done, fail) => connect(OTHER, "127.0.0.1", () => done(1)).on("error", fail));
  })()`,
  "listens": 'Promise.try(() => Deno.listen({ hostname: "127.0.0.1", port: 0 }))',
  "imports over the network": 'import("http://127.0.0.1:PORT/x.js")',
  "reads the environment": "Promise.try(() => JSON.stringify(Deno.env.toObject()))",
  "reads the environment by node":
    "Promise.try(async () => (await import('node:process')).default.env.CANARY.length)",
  "reads the environment of its process": 'Deno.readTextFile("/proc/self/environ")',
  "asks for permission": `Deno.permissions.request({ name: "read" })
    .then(({ state }) => { if (state !== "granted") throw new Error(state); })`,
  "asks for the host's name": "Promise.try(() => Deno.hostname())",
  "loads a library": 'Promise.try(() => Deno.dlopen("/lib/x86_64-linux-gnu/libc.so.6", {}))',
  "ends another process": "Promise.try(() => Deno.kill(Deno.ppid))",
};

Deno.test("a module reaches what is granted, and nothing else", async () => {
  await using world = await pluginWorld();
  await using other = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("other"),
  );
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => {
      const elsewhere = `http://127.0.0.1:${other.addr.port}/`;
      return request.url.endsWith("/away") ? Response.redirect(elsewhere) : new Response("served");
    },
  );
  const folder = `${world.root.path}/media`;
  await world.root.put("/media/clusters/a.txt", "from the stick");
  const address = `127.0.0.1:${server.addr.port}`;
  const attempts = Object.entries(ATTEMPTS).map(([name, code]) => {
    const filled = code.replaceAll("OTHER", String(other.addr.port))
      .replaceAll("PORT", String(server.addr.port));
    return `[${JSON.stringify(name)}, async () => await (${filled})]`;
  });
  const text = moduleText({
    fields: `permissions: { net: ["*"], read: [${JSON.stringify(`${folder}/clusters`)}] },`,
    discover: `
      const reached: string[] = [];
      for (const [name, attempt] of [${
      attempts.join(",\n")
    }] as [string, () => Promise<unknown>][]) {
        try { await attempt(); reached.push(name); } catch (error) {
          if (!/NotCapable|Requires|escalate|denied/.test(String(error))) reached.push(name + error);
        }
      }
      const { status, text } = await ctx.fetchText("http://${address}/");
      const read = await ctx.readText(${JSON.stringify(`${folder}/clusters/a.txt`)});
      ctx.fail("report", JSON.stringify({ reached, status, text, read }));`,
  });
  const permissions = { net: [address], read: [folder], vouch: false };
  const listing = await world.put("trial.ts", text, { permissions });
  Deno.env.set("CANARY", "canary-in-our-environment");
  try {
    const error = await world.discover(listing).then(
      () => assert.fail("it did not report"),
      (error) => error,
    );
    const report = JSON.parse(error.message.slice(error.message.indexOf("{")));
    assert.deepEqual(report, { reached: [], status: 200, text: "served", read: "from the stick" });
  } finally {
    Deno.env.delete("CANARY");
  }
});

Deno.test("a module has no permission at all while it describes itself", async () => {
  await using world = await pluginWorld();
  const top = `let seen = "";
    try { await Deno.readTextFile("/etc/hosts"); seen += "read "; } catch { /* as it should be */ }
    try { await Deno.connect({ hostname: "127.0.0.1", port: 9 }); } catch (error) {
      if (!(error instanceof Deno.errors.NotCapable)) seen += "net ";
    }`;
  const text = moduleText({
    top,
    fields: 'summary: "seen: " + seen, permissions: { net: ["*"], read: ["*"] },',
    discover: 'ctx.fail("report", plugin.summary);',
  });
  const permissions = { net: ["127.0.0.1:9"], read: ["/etc/hosts"], vouch: false };
  const listing = await world.put("trial.ts", text, { permissions });
  // In discover the same module may read, so that the attempt itself is known to work.
  const error = await world.discover(listing).then(
    () => assert.fail("it did not report"),
    (error) => error,
  );
  assert.match(error.message, /seen: read net/);

  const described = moduleText({
    top: `${top}\nif (seen !== "") throw new Error("reached " + seen);`,
  });
  const { sandbox } = world.host;
  await using child = await sandbox.open({ text: described, language: "typescript" }, {
    what: 'plugin "trial"',
    timeoutMs: 5000,
    memoryBytes: 256 << 20,
    signal: new AbortController().signal,
    log: () => {},
  });
  const answer = await child.ask({ operation: "status" });
  assert.equal(answer.kind, "answer", JSON.stringify(answer));
});
