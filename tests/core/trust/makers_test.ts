import assert from "node:assert/strict";

Deno.test.sanitizer({ ops: true, resources: true });

const ROOT = new URL("../../../", import.meta.url);

/** Who may turn a text into a trusted CA: each file with the makers that it may use. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "core/trust/decide.ts": ["trustPinned", "trustSigned", "trustSource"],
  "core/node/recalled_cluster.ts": ["trustFromNode", "trustPinned"],
  // An administrator's kubeconfig, which the operator names to act on the cluster.
  "core/discovery/administrator.ts": ["trustSource"],
};

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    if (isDirectory) yield* sources(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield `${folder}${name}`;
  }
}

Deno.test("nobody makes a trusted CA but core/trust's judge, and who reads what root put there", async () => {
  const found: Record<string, string[]> = {};
  for (const folder of ["core/", "phases/", "plugins/"]) {
    for await (const path of sources(folder)) {
      const text = await Deno.readTextFile(new URL(path, ROOT));
      const makers = new Set(text.match(/\btrust(Pinned|Signed|Source|FromNode)\b/g) ?? []);
      if (makers.size > 0 && path !== "core/trust/ca.ts") found[path] = [...makers].sort();
    }
  }
  assert.deepEqual(found, ALLOWED);
});
