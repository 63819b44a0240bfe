import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runProgram } from "./program.ts";
import { hasProgram, startTyping } from "./typing.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

/** A directory with `kubeworker`, which writes down its arguments, and the scripts of the shells. */
interface Place extends AsyncDisposable {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

async function makePlace(): Promise<Place> {
  const path = await Deno.makeTempDir({ prefix: "kubeworker-completion-" });
  const run = `${Deno.execPath()} run -A --no-check --quiet --config ${REPOSITORY}deno.json`;
  const program = `#!/bin/sh
printf '%s\\n' "$*" >> ${path}/calls
exec ${run} ${REPOSITORY}main.ts "$@"
`;
  await Deno.writeTextFile(`${path}/kubeworker`, program, { mode: 0o755 });
  for (const shell of ["bash", "zsh", "fish"]) {
    const { stdout } = await runProgram(["completion", shell]);
    await Deno.writeTextFile(`${path}/script.${shell}`, stdout);
  }
  await Deno.mkdir(`${path}/data/inner`, { recursive: true });
  await Deno.writeTextFile(`${path}/data/join.yaml`, "");
  const { PATH = "", DENO_DIR, HOME = "" } = Deno.env.toObject();
  const cache = DENO_DIR ?? `${HOME}/.cache/deno`;
  return {
    path,
    env: { PATH: `${path}:${PATH}`, HOME: path, DENO_DIR: cache, PS1: "> " },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** What is typed, and what the shell makes of it. */
const KEYS: readonly (readonly [keys: string, shown: string])[] = [
  ["kubeworker jo\t", "join "],
  ["ph\t", "phase "],
  ["fin\t", "finalize "],
  ["--wai\t", "--wait "],
  ["rea\t", "ready "],
  ["--wait=no\t", "none "],
  ["--timeout=disc\t", "discovery="],
  ["\t", "5m0s "],
  ["--config=data/jo\t", "join.yaml "],
  ["--root dat\t", "data/"],
];

for (const [shell, command] of [["bash", "bash --norc --noprofile"], ["zsh", "zsh -f"]] as const) {
  Deno.test({
    name: `${shell} completes what is typed on a terminal, and tells no program a token`,
    ignore: !await hasProgram(shell) || !await hasProgram("script"),
    async fn() {
      await using place = await makePlace();
      await using typing = startTyping(command, place.env);
      await typing.type(`cd ${place.path}; source ./script.${shell}; echo rea''dy\n`, "ready\r\n");
      for (const [keys, shown] of KEYS) await typing.type(keys, shown);
      await typing.type(" --token abcdef.0123456789abcdef --node-n\t", "--node-name ");
      const calls = await Deno.readTextFile(`${place.path}/calls`);
      assert.match(calls, /^__complete join .*--token - --node-n$/m);
      assert.doesNotMatch(calls, /0123456789abcdef/);
    },
  });
}

Deno.test({
  name: "fish completes what is typed, and tells no program a token",
  ignore: !await hasProgram("fish"),
  async fn() {
    await using place = await makePlace();
    const lines = [
      "kubeworker jo",
      "kubeworker join --wait=re",
      "kubeworker join --timeout disc",
      "kubeworker join --config=data/jo",
      "kubeworker join --root dat",
      "kubeworker join --token abcdef.0123456789abcdef --node-n",
    ];
    const asked = lines.map((line) => `complete -C '${line}'; echo ==`).join("; ");
    const { stdout } = await new Deno.Command("fish", {
      args: ["--no-config", "-c", `source script.fish; ${asked}`],
      cwd: place.path,
      clearEnv: true,
      env: place.env,
      stdin: "null",
    }).output();
    const words = new TextDecoder().decode(stdout).split("==\n")
      .map((part) => part.split("\n").map((line) => line.split("\t")[0]).filter(Boolean));
    assert.deepEqual(words.slice(0, -1), [
      ["join"],
      ["--wait=ready", "--wait=registered"],
      ["discovery="],
      ["--config=data/join.yaml"],
      ["data/"],
      ["--node-name"],
    ]);
    assert.doesNotMatch(await Deno.readTextFile(`${place.path}/calls`), /0123456789abcdef/);
  },
});

Deno.test("__complete says nothing on standard error, whatever it is asked", async () => {
  for (const words of [[], ["--"], ["\u001b", ""], ["join", "--discovery-plugin", ""]]) {
    const { code, stderr } = await runProgram(["__complete", ...words]);
    assert.equal(stderr, "");
    assert.equal(code, 0);
  }
});

Deno.test({
  name: "__complete offers the plugins of the configuration file, and none of an unsafe one",
  ignore: Deno.uid() !== 0,
  fn: offersPlugins,
});

/** The file has to be root's. */
async function offersPlugins(): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "kubeworker-completion-" });
  try {
    await Deno.mkdir(`${root}/etc/kubeworker`, { recursive: true });
    const file = `${root}/etc/kubeworker/config.yaml`;
    const text = `apiVersion: kubeworker.dev/v1alpha1
kind: WorkerConfiguration
plugins:
  - name: corp
    file: corp.ts
    sha256: ${"ab".repeat(32)}
`;
    await Deno.writeTextFile(file, text, { mode: 0o600 });
    const args = ["__complete", "join", "--root", root, "--discovery-plugin", ""];
    assert.equal((await runProgram(args)).stdout, "words\ncorp\t\n");
    await Deno.chmod(file, 0o666);
    const unsafe = await runProgram(args);
    assert.deepEqual([unsafe.stdout, unsafe.stderr], ["", ""]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("an unknown shell: the error says which there are", async () => {
  const { code, stderr } = await runProgram(["completion", "tcsh"]);
  assert.equal(code, 3);
  assert.match(stderr, /Unknown shell "tcsh"[^]*hint/);
});
