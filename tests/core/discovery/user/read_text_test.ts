import assert from "node:assert/strict";
import { moduleText } from "../../../support/plugins/texts.ts";
import { type PluginWorld, pluginWorld } from "../../../support/plugins/world.ts";
import { failsWith } from "../../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

interface Reading {
  /** Statements of `discover`; `show(value)` reports. */
  readonly discover: string;
  readonly asked?: readonly string[];
  readonly granted: readonly string[];
  readonly log?: string[];
}

/** What a plugin reports by `show`. */
async function report(world: PluginWorld, reading: Reading): Promise<unknown> {
  const { discover, asked = ["*"], granted, log = [] } = reading;
  const text = moduleText({
    fields: `permissions: { read: ${JSON.stringify(asked)} },`,
    discover: `const show = (value: unknown) => ctx.fail("report", "R" + JSON.stringify(value));
      const attempt = (path: string) => ctx.readText(path).then((text: string) => "read: " + text.slice(0, 40),
        (error: Error) => error.name + ": " + error.message);
      ${discover}`,
  });
  const permissions = { net: [], read: granted, vouch: false };
  const listing = await world.put("trial.ts", text, { permissions });
  const error = await failsWith("plugin-failed", () => world.discover(listing, { log }));
  const at = error.message.indexOf("failed: R");
  if (at < 0) throw error;
  return JSON.parse(error.message.slice(at + "failed: R".length));
}

/** What comes of asking for one path. */
async function attempt(world: PluginWorld, path: string, granted: string[], asked = ["*"]) {
  const discover = `show(await attempt(${JSON.stringify(path)}));`;
  return String(await report(world, { discover, granted, asked }));
}

Deno.test("ctx.readText reads below what is granted, component by component", async () => {
  await using world = await pluginWorld();
  const folder = `${world.root.path}/media/usb`;
  await world.root.put("/media/usb/deep/down/a.txt", "grüße", 0o600);
  await world.root.put("/media/usb-other/b.txt", "secret");
  assert.equal(await attempt(world, `${folder}/deep/down/a.txt`, [folder]), "read: grüße");
  const file = `${folder}/deep/down/a.txt`;
  assert.equal(await attempt(world, file, [file]), "read: grüße");
  assert.match(
    await attempt(world, `${folder}-other/b.txt`, [folder]),
    /^NotCapable: Requires read access to "\S+b\.txt"$/,
  );
  assert.match(await attempt(world, `${folder}/none`, [folder]), /^NotFound: There is no file "/);
  assert.match(await attempt(world, folder, [folder]), /^Error: .*: it is not a plain file$/);
});

Deno.test("ctx.readText gives no more than the plugin itself has asked for", async () => {
  await using world = await pluginWorld();
  const folder = `${world.root.path}/media`;
  await world.root.put("/media/a/x", "one");
  await world.root.put("/media/b/x", "two");
  const asked = [`${folder}/a`];
  assert.equal(await attempt(world, `${folder}/a/x`, [folder], asked), "read: one");
  assert.match(await attempt(world, `${folder}/b/x`, [folder], asked), /^NotCapable: /);
});

Deno.test("ctx.readText takes an absolute path in one spelling alone", async () => {
  await using world = await pluginWorld();
  const folder = `${world.root.path}/media`;
  await world.root.put("/media/a", "one");
  for (
    const path of [
      `${folder}/../secret`,
      `${folder}/x/../../etc/shadow`,
      `${folder}/./a`,
      `${folder}//a`,
      `${folder}/a/`,
      `${folder}/a\0`,
      "a",
      "",
      `${folder}/${"x".repeat(5000)}`,
    ]
  ) {
    assert.match(
      await attempt(world, path, [folder]),
      /^NotCapable: Requires read access to .*not an absolute path in one spelling$/s,
      path,
    );
  }
});

Deno.test("ctx.readText follows no link below what is granted, wherever it leads", async () => {
  await using world = await pluginWorld();
  const base = world.root.path;
  await world.root.put("/media/usb/real/a", "one");
  await world.root.put("/secret/a", "secret");
  await Deno.symlink("/etc/shadow", `${base}/media/usb/shadow`);
  await Deno.symlink("../../secret", `${base}/media/usb/out`);
  await Deno.symlink("real", `${base}/media/usb/in`);
  const folder = `${base}/media/usb`;
  for (const path of ["shadow", "out/a", "in/a", "in"]) {
    assert.match(
      await attempt(world, `${folder}/${path}`, [folder]),
      /^NotCapable: Requires read access to "\S+": "\S+" is a link, which read=\S+usb does not cover$/,
    );
  }
  // The plugin's own wish makes no difference: what the operator has granted is /media/usb.
  const refused = await attempt(world, `${folder}/out/a`, [folder], [`${folder}/out`]);
  assert.match(refused, /^NotCapable: .* is a link/);
});

Deno.test("ctx.readText follows a link that the operator has granted by its name", async () => {
  await using world = await pluginWorld();
  const base = world.root.path;
  await world.root.put("/real/a", "one");
  await Deno.symlink("real", `${base}/linked`);
  assert.equal(await attempt(world, `${base}/linked/a`, [`${base}/linked`]), "read: one");
});

Deno.test("ctx.readText opens neither a pipe nor a file of /proc", async () => {
  await using world = await pluginWorld();
  const pipe = `${world.root.path}/pipe`;
  const { code } = await new Deno.Command("mkfifo", { args: [pipe] }).output();
  assert.equal(code, 0);
  assert.match(await attempt(world, pipe, [pipe]), /it is not a plain file$/);
  assert.match(
    await attempt(world, "/proc/self/environ", ["/proc/self"]),
    /nothing of \/proc is read for a plugin$/,
  );
});

Deno.test("ctx.readText reads at most 1 MiB of a file, 4 MiB and 64 files in all", async () => {
  await using world = await pluginWorld();
  const folder = `${world.root.path}/media`;
  await world.root.put("/media/large", "x".repeat((1 << 20) + 1));
  await world.root.put("/media/full", "x".repeat(1 << 20));
  assert.match(
    await attempt(world, `${folder}/large`, [folder]),
    /it has 1048577 bytes, more than/,
  );
  const some = await report(world, {
    discover: `const seen: string[] = [];
      for (let i = 0; i < 5; i++) seen.push(await attempt(${JSON.stringify(`${folder}/full`)}));
      show(seen);`,
    granted: [folder],
  }) as string[];
  assert.deepEqual(some.map((text) => text.slice(0, 10)), [
    ...Array(4).fill("read: xxxx"),
    "Error: Can",
  ]);
  assert.match(some[4] ?? "", /it has 1048576 bytes, more than 0$/);
  await world.root.put("/media/small", "x");
  const many = await report(world, {
    discover: `const all = await Promise.all(Array.from({ length: 66 },
        () => attempt(${JSON.stringify(`${folder}/small`)})));
      show([all.filter((text) => text === "read: x").length, all[65]]);`,
    granted: [folder],
  }) as [number, string];
  assert.equal(many[0], 64);
  assert.match(many[1], /a plugin may ask for 64 files$/);
});

Deno.test("a refusal of ctx.readText that ends a plugin names the permission", async () => {
  await using world = await pluginWorld();
  const text = moduleText({ discover: 'await ctx.readText("/etc/hosts");' });
  const error = await failsWith(
    "plugin-failed",
    async () => world.discover(await world.put("trial.ts", text)),
  );
  assert.equal(error.message, 'Plugin "trial" failed: Requires read access to "/etc/hosts"');
  assert.match(error.hint, /`permissions` and granted in its listing/);
});

Deno.test("a module reads nothing while it describes itself", async () => {
  await using world = await pluginWorld();
  const top = `const heard: string[] = [];
    self.addEventListener("message", ({ data }: MessageEvent) => heard.push(JSON.stringify(data)));
    self.postMessage({ kind: "read", id: 7, path: "/etc/hosts" });
    await new Promise((resolve) => setTimeout(resolve, 150));`;
  const text = moduleText({
    top,
    fields:
      'summary: ("heard " + heard.filter((text) => text.includes("read")).join()).slice(0, 190),' +
      ' permissions: { read: ["/etc/hosts"] },',
    discover: 'ctx.fail("report", plugin.summary);',
  });
  const permissions = { net: [], read: ["/etc/hosts"], vouch: false };
  const listing = await world.put("trial.ts", text, { permissions });
  const { sandbox } = world.host;
  await using child = await sandbox.open({ text, language: "typescript" }, {
    what: 'plugin "trial"',
    timeoutMs: 5000,
    memoryBytes: 256 << 20,
    signal: new AbortController().signal,
    log: () => {},
  });
  const status = await child.ask({ operation: "status" });
  assert.match(JSON.stringify(status), /heard .*NotCapable/);
  // The same module is heard in discover, so that the attempt is known to work.
  const error = await failsWith("plugin-failed", () => world.discover(listing));
  assert.match(error.message, /heard .*"text/);
});

Deno.test("a frame that a module prints itself is not served", async () => {
  await using world = await pluginWorld();
  await world.root.put("/media/a", "from the stick");
  const path = `${world.root.path}/media/a`;
  const frames = [
    `{"kind":"read","id":1,"path":${JSON.stringify(path)}}`,
    `00000000-0000-0000-0000-000000000000 {"kind":"read","id":1,"path":${JSON.stringify(path)}}`,
  ];
  const log: string[] = [];
  const heard = await report(world, {
    discover: `const heard: unknown[] = [];
      self.addEventListener("message", ({ data }: MessageEvent) => heard.push(data));
      Deno.stdout.writeSync(new TextEncoder().encode(${
      JSON.stringify(`\n${frames.join("\n")}\n`)
    }));
      await new Promise((resolve) => setTimeout(resolve, 200));
      const before = heard.length;
      show([before, await attempt(${JSON.stringify(path)}), heard.length]);`,
    granted: [path],
    log,
  });
  assert.deepEqual(heard, [0, "read: from the stick", 1]);
  assert.deepEqual(log, frames);
});

Deno.test("ctx.readText ends with the plugin's time", async () => {
  await using world = await pluginWorld();
  const text = moduleText({
    discover: "for (;;) await ctx.readText('/none').catch(() => {});",
  });
  const listing = await world.put("trial.ts", text, { timeoutMs: 1000 });
  const began = performance.now();
  const error = await world.discover(listing).then(() => assert.fail("it has ended"), (e) => e);
  assert.ok(["plugin-timeout", "plugin-limit"].includes(error.code), error.code);
  assert.ok(performance.now() - began < 3000);
});
