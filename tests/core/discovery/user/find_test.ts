import assert from "node:assert/strict";
import { moduleText, scriptText } from "../../../support/plugins/texts.ts";
import { DIRECTORY, pluginWorld } from "../../../support/plugins/world.ts";
import { failsWith } from "../../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const ROOT = Deno.uid() === 0;

Deno.test("a plugin whose file has changed since it was listed does not run", async () => {
  await using world = await pluginWorld();
  for (const [file, text] of [["trial.ts", moduleText()], ["trial", scriptText()]] as const) {
    const listing = await world.put(file, text);
    const mark = `${world.root.path}/ran`;
    await world.put(file, `${text}\n# touch ${mark}`);
    const error = await failsWith("plugin-changed", () => world.discover(listing));
    assert.match(error.message, new RegExp(`${file} of plugin "trial" is not the file`));
    assert.equal(error.detail.listed, listing.sha256);
    assert.notEqual(error.detail.found, listing.sha256);
    assert.match(error.hint, /kubeworker plugin check/);
  }
});

Deno.test("a plugin whose file is missing is named with the directory", async () => {
  await using world = await pluginWorld();
  const listing = await world.put("trial.ts", moduleText());
  const error = await failsWith(
    "plugin-unlisted",
    () => world.discover({ ...listing, file: "other.ts" }),
  );
  assert.match(error.message, /Cannot find \/etc\/kubeworker\/plugins\/other\.ts/);
});

Deno.test("a link does not run, wherever it leads", async () => {
  await using world = await pluginWorld();
  const listing = await world.put("real.ts", moduleText());
  await world.root.put("/home/me/plugin.ts", moduleText());
  await Deno.symlink("../../../home/me/plugin.ts", `${world.root.path}${DIRECTORY}/out.ts`);
  await Deno.symlink("real.ts", `${world.root.path}${DIRECTORY}/in.ts`);
  for (const file of ["out.ts", "in.ts"]) {
    const error = await failsWith("plugin-unsafe", () => world.discover({ ...listing, file }));
    assert.match(error.message, new RegExp(`${file} is a symbolic link`));
  }
});

Deno.test("a directory is no plugin, and a file without x bit is neither", async () => {
  await using world = await pluginWorld();
  const listing = await world.put("plain.txt", "text");
  const neither = await failsWith("plugin-unsafe", () => world.discover(listing));
  assert.match(neither.message, /neither a \.ts or \.js file nor executable/);
  await Deno.mkdir(`${world.root.path}${DIRECTORY}/folder`);
  await failsWith("plugin-unsafe", () => world.discover({ ...listing, file: "folder" }));
});

Deno.test("a plugin that is not UTF-8 or too large does not run", async () => {
  await using world = await pluginWorld();
  const listing = await world.put("trial.ts", moduleText());
  const path = `${world.root.path}${DIRECTORY}/trial.ts`;
  await Deno.writeFile(path, new Uint8Array([0xff, 0xfe, 0x00]));
  await failsWith("plugin-malformed", () => world.discover(listing));
  await Deno.writeTextFile(path, "//".repeat(1 << 20));
  const error = await failsWith("file-failed", () => world.discover(listing));
  assert.match(error.causes.join(), /it has 2097152 bytes, more than 1048576/);
});

for (
  const [what, path, mode] of [
    ["file", `${DIRECTORY}/trial.ts`, 0o666],
    ["file", `${DIRECTORY}/trial.ts`, 0o664],
    ["directory", DIRECTORY, 0o777],
    ["directory above", "/etc", 0o777],
  ] as const
) {
  Deno.test({
    name: `as root, a ${what} with mode ${mode.toString(8)} is refused`,
    ignore: !ROOT,
    async fn() {
      await using world = await pluginWorld();
      const listing = await world.put("trial.ts", moduleText());
      await Deno.chmod(world.root.path + path, mode);
      const error = await failsWith("plugin-unsafe", () => world.discover(listing));
      assert.ok(error.message.includes(`${path} has mode 0${mode.toString(8)}`), error.message);
    },
  });
}

Deno.test({
  name: "as root, what belongs to somebody else is refused",
  ignore: !ROOT,
  async fn() {
    await using world = await pluginWorld();
    const listing = await world.put("trial.ts", moduleText());
    for (const path of [DIRECTORY, `${DIRECTORY}/trial.ts`]) {
      await Deno.chown(world.root.path + path, 1000, 0);
      const error = await failsWith("plugin-unsafe", () => world.discover(listing));
      assert.ok(error.message.includes(`${path} belongs to user 1000`), error.message);
    }
  },
});

Deno.test({
  name: "as root, an executable that other users cannot reach says where it is closed",
  ignore: !ROOT,
  async fn() {
    await using world = await pluginWorld();
    const listing = await world.put("trial", scriptText());
    await Deno.chmod(`${world.root.path}/etc/kubeworker`, 0o700);
    const error = await failsWith("plugin-unconfined", () => world.discover(listing));
    assert.match(
      error.message,
      /as a user of its own: \S+\/etc\/kubeworker is closed to other users/,
    );
  },
});
