import assert from "node:assert/strict";
import { Validator } from "@cfworker/json-schema";
import { parse } from "yaml";
import { workerConfigurationSchema } from "../../../core/config/worker_configuration_schema.ts";

const EXAMPLES = new URL("../../../examples/config/", import.meta.url);
const schema = JSON.parse(JSON.stringify(workerConfigurationSchema()));
const validator = new Validator(schema, "2020-12");

async function example(name: string): Promise<Record<string, unknown>> {
  return parse(await Deno.readTextFile(new URL(name, EXAMPLES)));
}

Deno.test.each(["worker.yaml", "hooks.yaml", "kubelet.yaml"])(
  "the schema of WorkerConfiguration accepts examples/config/%s",
  async (name) => {
    const value = await example(name);
    assert.equal(value.kind, "WorkerConfiguration");
    assert.deepEqual(validator.validate(value).errors, []);
  },
);

Deno.test("the schema of WorkerConfiguration knows fields, kinds and choices", async () => {
  const value = await example("worker.yaml");
  for (
    const wrong of [{ nods: {} }, { kind: "JoinConfiguration" }, { wait: "soon" }, { node: 1 }]
  ) {
    assert.ok(!validator.validate({ ...value, ...wrong }).valid, JSON.stringify(wrong));
  }
});
