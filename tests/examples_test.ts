import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { readWrittenCommand } from "./cli/written_command.ts";

const EXAMPLES = fileURLToPath(new URL("../examples", import.meta.url));

/** Where each example has its test. */
const TESTED: Readonly<Record<string, string>> = {
  "README.md": "examples_test.ts",
  "ansible": "examples/bootstrap_test.ts",
  "cloud-init.yaml": "examples/bootstrap_test.ts",
  "cluster-api.yaml": "examples/bootstrap_test.ts",
  "config": "cli/config_examples_test.ts",
  "ignition.json": "examples/bootstrap_test.ts",
  "join-and-report.sh": "examples_test.ts",
  "patches": "examples/patches_test.ts",
  "plugins": "examples/plugins/docs_test.ts",
};

Deno.test("every example is tested", async () => {
  const files = await Array.fromAsync(Deno.readDir(EXAMPLES), ({ name }) => name);
  assert.deepEqual(files.sort(), Object.keys(TESTED));
  for (const [name, test] of Object.entries(TESTED)) {
    const text = await Deno.readTextFile(new URL(test, import.meta.url));
    assert.ok(text.includes(name), `${test} has nothing of ${name}`);
  }
});

Deno.test("the README of the examples names each of them, and nothing else", async () => {
  const text = await Deno.readTextFile(`${EXAMPLES}/README.md`);
  const linked = [...text.matchAll(/\]\(((?!\.\.)[^)]+)\)/g)].map(([, path = ""]) => path);
  for (const path of linked) await Deno.stat(`${EXAMPLES}/${path}`);
  const named = new Set(linked.map((path) => path.split("/")[0] ?? ""));
  const others = Object.keys(TESTED).filter((name) => name !== "README.md");
  assert.deepEqual([...named].sort(), others);
});

/** What the last line of kubeworker is, and what the script makes of it. */
const OUTCOMES = [
  {
    name: "a join",
    last: {
      time: "2026-01-02T03:04:05.678Z",
      elapsedMs: 812.4,
      kind: "result",
      ok: true,
      dryRun: false,
      nodeName: "worker-1",
      server: "https://10.0.0.1:6443",
      caPins: ["sha256:1eac77978ea6d947105860b3d384997d4f218f7a244055a210b70bc068e4ef5b"],
      summary: 'This node has joined the cluster as "worker-1".',
    },
    kubeworkerExit: 0,
    expected: { code: 0, stdout: "joined: worker-1\n", stderr: "" },
  },
  {
    name: "a refusal",
    last: {
      time: "2026-01-02T03:04:05.678Z",
      elapsedMs: 20412.1,
      kind: "result",
      ok: false,
      exitCode: 5,
      dryRun: false,
      error: {
        code: "token-unknown",
        message: 'cluster-info is not signed for token "abcdef"; it is for one other token',
        hint: "make a new one on a control plane: `kubeadm token create --print-join-command`",
        phase: "discovery",
      },
    },
    kubeworkerExit: 5,
    expected: { code: 1, stdout: "", stderr: "failed: token-unknown\n" },
  },
];

for (const { name, last, kubeworkerExit, expected } of OUTCOMES) {
  Deno.test(`join-and-report.sh makes one line of ${name}`, async () => {
    const directory = await Deno.makeTempDir();
    try {
      const plan = { kind: "plan", phases: [], ok: "no" };
      await Deno.writeTextFile(
        `${directory}/kubeworker`,
        [
          "#!/bin/sh",
          `printf '%s\\n' "$*" >"${directory}/args"`,
          "cat <<'END'",
          JSON.stringify(plan),
          JSON.stringify(last),
          "END",
          `exit ${kubeworkerExit}`,
          "",
        ].join("\n"),
        { mode: 0o755 },
      );
      const pin = `sha256:${"0".repeat(64)}`;
      const { code, stdout, stderr } = await new Deno.Command("sh", {
        args: [`${EXAMPLES}/join-and-report.sh`, "a:1", "abcdef.0123456789abcdef", pin],
        clearEnv: true,
        env: { PATH: `${directory}:${Deno.env.get("PATH")}` },
      }).output();
      const decoder = new TextDecoder();
      const actual = { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
      assert.deepEqual(actual, expected);
      const args = await Deno.readTextFile(`${directory}/args`);
      assert.equal(readWrittenCommand(`kubeworker ${args}`).kind, "join");
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}
