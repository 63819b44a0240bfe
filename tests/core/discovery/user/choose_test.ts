import assert from "node:assert/strict";
import { chooseUserPlugin } from "../../../../core/discovery/user/choose.ts";
import { answer, moduleText, scriptText } from "../../../support/plugins/texts.ts";
import { pluginWorld } from "../../../support/plugins/world.ts";
import { everythingOf, failsWith } from "../../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("a file plugin proposes servers, and the facts say what ran", async () => {
  await using world = await pluginWorld();
  const text = moduleText({
    fields: 'permissions: { net: ["*"] },',
    discover: 'ctx.log("looking"); return { servers: [section.first, "[2001:db8::1]:6443"] };',
  });
  const permissions = { net: ["10.0.0.53:53"], read: ["/media/usb"], vouch: false };
  const listing = await world.put("trial.ts", text, { permissions });
  const log: string[] = [];
  const { proposal, facts } = await world.discover(listing, {
    section: { first: "10.0.0.1:6443" },
    log,
  });
  assert.deepEqual(proposal, {
    servers: ["10.0.0.1:6443", "[2001:db8::1]:6443"],
    evidence: { kind: "none" },
  });
  assert.deepEqual(facts, {
    name: "trial",
    carrier: "file",
    path: "/etc/kubeworker/plugins/trial.ts",
    sha256: listing.sha256,
    version: "1.2.3",
    permissions: ["net=10.0.0.53:53"],
  });
  assert.deepEqual(log, ["looking"]);
});

Deno.test("a .js plugin and an executable do the same", async () => {
  await using world = await pluginWorld();
  const js = moduleText().replace(/^interface.*$/m, "").replaceAll(
    /: (Section|any|Promise<unknown>)(?=[,) ])/g,
    "",
  );
  const { proposal } = await world.discover(await world.put("trial.js", js));
  assert.deepEqual(proposal.servers, ["10.0.0.1:6443"]);
  const executable = await world.discover(await world.put("trial", scriptText()));
  assert.deepEqual(executable.proposal, proposal);
  assert.equal(executable.facts.carrier, "executable");
});

Deno.test("a plugin gets the section of the configuration, and options over it, as YAML", async () => {
  await using world = await pluginWorld();
  const text = moduleText({ discover: "ctx.fail('echo', JSON.stringify(section));" });
  const listing = await world.put("trial.ts", text);
  const error = await failsWith("plugin-failed", () =>
    world.discover(listing, {
      section: { domain: "example.org", port: 1 },
      options: ["port=6443", "zones=[a, b]", "name='7'", "empty="],
    }));
  assert.equal(
    error.message,
    'Plugin "trial" failed: {"domain":"example.org","port":6443,"zones":["a","b"],"name":"7","empty":""}',
  );
});

Deno.test("what a plugin fails with is shown as its own words", async () => {
  await using world = await pluginWorld();
  const words = { code: "no-record", message: "No SRV record", hint: "add one to example.org" };
  const { code, message, hint } = words;
  const file = await world.put(
    "trial.ts",
    moduleText({
      discover: `ctx.fail(${[code, message, hint].map((word) => JSON.stringify(word))});`,
    }),
  );
  const executable = await world.put(
    "trial",
    scriptText({ discover: `${answer(words)}\nexit 3` }),
  );
  for (const listing of [file, executable]) {
    const error = await failsWith("plugin-failed", () => world.discover(listing));
    assert.equal(error.message, 'Plugin "trial" failed: No SRV record');
    assert.equal(error.hint, "the plugin says: add one to example.org");
    assert.deepEqual(error.detail, { pluginCode: "no-record" });
    assert.equal(error.exitCode, 9);
  }
});

Deno.test("credentials of a proposal are secrets", async () => {
  await using world = await pluginWorld();
  const discover = 'return { servers: ["a:1"], credential: { token: "hunter2hunter2" } };';
  const { proposal } = await world.discover(
    await world.put("trial.ts", moduleText({ discover })),
  );
  const { credential } = proposal;
  assert.ok(credential !== undefined && "bearer" in credential);
  assert.equal(credential.bearer.reveal(), "hunter2hunter2");
  assert.doesNotMatch(JSON.stringify(proposal) + Deno.inspect(proposal), /hunter2/);
});

Deno.test("a credential that is malformed does not show in the error", async () => {
  await using world = await pluginWorld();
  const discover = 'return { servers: ["a:1"], credential: { token: "hunter2", key: "hunter2" } };';
  const listing = await world.put("trial.ts", moduleText({ discover }));
  const error = await failsWith("plugin-malformed", () => world.discover(listing));
  assert.match(error.message, /credential\.key: unknown field/);
  assert.doesNotMatch(everythingOf(error), /hunter2/);
});

Deno.test("vouching needs the plugin's wish and the operator's word", async () => {
  await using world = await pluginWorld();
  const discover = 'return { servers: ["a:1"], evidence: { kind: "vouched", by: "minisign" } };';
  const asks = moduleText({ fields: "permissions: { vouch: true },", discover });
  const asksNot = moduleText({ discover });
  const granted = { permissions: { net: [], read: [], vouch: true } };

  const { proposal, facts } = await world.discover(await world.put("trial.ts", asks, granted));
  const because = "vouched for by a plugin";
  assert.deepEqual(proposal.evidence, { kind: "source", because, by: "minisign" });
  assert.deepEqual(facts.permissions, ["vouch"]);

  const refused = await world.put("trial.ts", asks);
  const error = await failsWith("plugin-forbidden", () => world.discover(refused));
  assert.match(error.message, /asks for vouch, which its listing does not grant/);
  assert.match(error.hint, /vouch: true/);

  const silent = await world.put("trial.ts", asksNot, granted);
  const other = await failsWith("plugin-forbidden", () => world.discover(silent));
  assert.match(other.message, /vouches for its source without the permission vouch/);
});

Deno.test("a plugin that is not listed is named, with the nearest that is", async () => {
  await using world = await pluginWorld();
  const listing = await world.put("trial.ts", moduleText());
  const configuration = { discovery: {}, plugins: new Map([["trial", listing]]) };
  const choice = { configuration, options: [], host: world.host };
  const error = await failsWith(
    "plugin-unlisted",
    () => chooseUserPlugin({ ...choice, name: "trail" }),
  );
  assert.match(error.message, /no plugin "trail"/);
  assert.equal(error.hint, 'did you mean "trial"?');
  await failsWith("plugin-unlisted", () => chooseUserPlugin({ ...choice, name: "../trial" }));
});

Deno.test("options that are not KEY=VALUE, twice there or no YAML are refused", async () => {
  await using world = await pluginWorld();
  const listing = await world.put("trial.ts", moduleText());
  for (const options of [["domain"], ["=x"], ["a=1", "a=2"], ["a=[1"], ["a b=1"]]) {
    await failsWith("usage", () => world.discover(listing, { options }));
  }
});
