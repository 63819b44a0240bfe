import assert from "node:assert/strict";
import { Validator } from "@cfworker/json-schema";
import { readConfigFile } from "../../../../core/config/config_file.ts";
import { defaultsOf } from "../../../../core/config/kubeadm/defaults.ts";
import { FIELDS } from "../../../../core/config/kubeadm/fields.ts";
import { isIn } from "../../../../core/config/kubeadm/field.ts";
import { REFUSALS } from "../../../../core/config/kubeadm/refusals.ts";
import { schemaOf } from "../../../../core/config/kubeadm/schema.ts";
import { VERSIONS } from "../../../../core/config/kubeadm/versions.ts";
import { parseYaml } from "../../../../core/kube/yaml.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const versions = VERSIONS.map((version) => ({ version }));

Deno.test.each(versions)("defaultsOf($version)", async ({ version }, t) => {
  await t.assertSnapshot(defaultsOf(version), { serializer: String });
});

Deno.test.each(versions)("the defaults of $version are accepted without a word", ({ version }) => {
  const text = defaultsOf(version);
  assert.deepEqual(readConfigFile(text, { alone: true }).findings, []);
  const validator = new Validator(JSON.parse(JSON.stringify(schemaOf(version))), "2020-12");
  assert.deepEqual(validator.validate(parseYaml(text, 1 << 16)).errors, []);
});

Deno.test.each(FIELDS.map((field) => ({ ...field })))(
  "field $path has a meaning, and a version has it once",
  (field) => {
    assert.ok(field.means.length > 5 && !field.means.endsWith("."), field.means);
    for (const version of VERSIONS.filter((one) => isIn(field, one))) {
      const twins = FIELDS.filter(({ path }) => path === field.path).filter((one) =>
        isIn(one, version)
      );
      assert.equal(twins.length, 1);
    }
  },
);

Deno.test("every field that is refused has its words, and no words are left over", () => {
  const refused = FIELDS.filter(({ use }) => use.kind === "refused").map(({ path }) => path);
  const words = Object.keys(REFUSALS);
  assert.deepEqual([...new Set(refused)].sort(), words.sort());
});
