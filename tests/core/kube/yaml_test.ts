import assert from "node:assert/strict";
import { parseYaml } from "../../../core/kube/yaml.ts";

Deno.test("parseYaml() reads YAML 1.1 as Kubernetes' tools do", () => {
  assert.deepEqual(parseYaml("a: no\nb: 010\nc: 'no'\n", 1024), { a: false, b: 8, c: "no" });
});

Deno.test.each([
  { what: "more bytes than allowed", source: "a: " + "x".repeat(2000), says: /KiB/ },
  { what: "thousands of lines", source: "- 1\n".repeat(4000), says: /lines/ },
  { what: "a NUL", source: "a: x\0y\n", says: /NUL/ },
  {
    what: "an alias bomb",
    source: "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n" +
      "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n",
    says: /alias/i,
  },
])("parseYaml() refuses $what", ({ what, source, says }) => {
  const limit = what.startsWith("more") ? 1024 : 64 << 10;
  assert.throws(() => parseYaml(source, limit), says);
});
