import assert from "node:assert/strict";
import { parseWorkerConfiguration } from "../../../core/config/worker_configuration_text.ts";
import { readMetadata } from "../../../core/discovery/user/metadata.ts";
import { intersect } from "../../../core/discovery/user/permissions.ts";
import { checkSection } from "../../../core/discovery/user/section_schema.ts";
import { EXAMPLES } from "./running.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NAMES = ["dns-srv", "instance-metadata", "s3", "usb-minisign", "vault"];

Deno.test("every example of a plugin has its lines of configuration, and its test here", async () => {
  const files = await Array.fromAsync(Deno.readDir(EXAMPLES), ({ name }) => name);
  const modules = NAMES.flatMap((name) => [`${name}.ts`, `${name}.yaml`]);
  const executable = ["rack.py", "rack.yaml", "rack.cases.yaml"];
  assert.deepEqual(files.sort(), [...modules, ...executable].sort());
  for (const name of [...NAMES, "rack"]) {
    const test = new URL(`${name.replaceAll("-", "_")}_test.ts`, import.meta.url);
    assert.ok((await Deno.stat(test)).isFile);
  }
});

for (const name of NAMES) {
  Deno.test(`${name}.yaml lists ${name}.ts with a section that fits and all that it asks for`, async () => {
    const text = await Deno.readTextFile(`${EXAMPLES}/${name}.yaml`);
    const { discovery: { plugin }, plugins } = parseWorkerConfiguration(text, `${name}.yaml`);
    const listing = plugins.get(name);
    assert.equal(plugin?.name, name);
    assert.equal(listing?.file, `${name}.ts`);
    const module = await import(`${EXAMPLES}/${name}.ts`);
    const { discover, ...described } = module.default;
    assert.equal(typeof discover, "function");
    const metadata = readMetadata(described, name);
    checkSection(metadata, plugin.section);
    const allowed = intersect(name, metadata.permissions, listing.permissions);
    // Nothing is granted in vain.
    assert.deepEqual(allowed, listing.permissions);
  });

  Deno.test(`${name}.ts is one file without imports of others`, async () => {
    const text = await Deno.readTextFile(`${EXAMPLES}/${name}.ts`);
    const sources = [...text.matchAll(/\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g)]
      .map(([, source]) => source);
    assert.ok(sources.every((source) => source?.startsWith("node:")), String(sources));
    assert.ok(text.split("\n").length <= 201);
  });
}
