import assert from "node:assert/strict";
import { loadInTurn } from "../../../core/host/load_in_turn.ts";

Deno.test("loadInTurn() begins a module when the one before is there, or has failed", async () => {
  const steps: string[] = [];
  function load(name: string, fails = false): Promise<string> {
    return loadInTurn(async () => {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  }
  const [a, b, c] = await Promise.allSettled([load("a"), load("b", true), load("c")]);
  assert.deepEqual(steps, ["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
  assert.deepEqual([a.status, b.status, c.status], ["fulfilled", "rejected", "fulfilled"]);
});
