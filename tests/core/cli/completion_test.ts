import assert from "node:assert/strict";
import { buildProgram } from "../../../core/cli/command_line.ts";
import { type Answer, renderAnswer } from "../../../core/cli/completion/answer.ts";
import { offer } from "../../../core/cli/completion/offer.ts";
import { TOKEN_REGEX } from "../../../core/cli/completion/token_pattern.ts";
import { TableOption } from "../../../core/cli/flag_entry.ts";
import { TIMEOUTS } from "../../../core/config/timeouts.ts";
import { phases } from "../../../phases/manifest.ts";
import { fixes } from "../../../phases/preflight/fix/manifest.ts";
import { checks } from "../../../phases/preflight/manifest.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const program = buildProgram(phases, () => {});

function ask(line: string): Promise<Answer> {
  const pluginNames = () => Promise.resolve(["corp", "other"]);
  return offer(program, line.split(" "), {
    phases,
    checks: () => Promise.resolve(checks),
    fixes: () => Promise.resolve(fixes),
    pluginNames,
  });
}

async function wordsOf(line: string): Promise<string[]> {
  const answer = await ask(line);
  return "offers" in answer ? answer.offers.map(({ word }) => word) : [answer.kind];
}

Deno.test.each<{ line: string; words: string[] }>([
  { line: "jo", words: ["join"] },
  { line: "join ph", words: ["phase"] },
  { line: "join a:1 ph", words: [] },
  { line: "join phase ", words: phases.map(({ name }) => name) },
  { line: "join phase finalize --dry", words: ["--dry-run"] },
  { line: "join phase finalize --skip", words: [] },
  { line: "join --wa", words: ["--wait"] },
  { line: "join --wait ", words: ["none", "registered", "ready"] },
  { line: "join --wait=re", words: ["--wait=registered", "--wait=ready"] },
  { line: "join -o ", words: ["text", "json"] },
  { line: "join --dry-run --dry", words: [] },
  { line: "join --dry-run=", words: ["--dry-run=true", "--dry-run=false"] },
  { line: "join --fix Swap --fi", words: ["--fix"] },
  { line: "join --skip-phases fin", words: ["finalize"] },
  { line: "join --skip-phases finalize,pre", words: ["finalize,preflight"] },
  { line: "join --skip-phases=finalize,fin", words: [] },
  { line: "join --ignore-preflight-errors=al", words: ["--ignore-preflight-errors=all"] },
  { line: "preflight --ignore-preflight-errors HTTP", words: ["HTTPProxy"] },
  { line: "preflight --fix ", words: ["all", ...fixes.map(({ name }) => name)] },
  { line: "join --timeout ", words: Object.keys(TIMEOUTS).map((name) => `${name}=`) },
  { line: "join --timeout=disc", words: ["--timeout=discovery="] },
  { line: "join --timeout discovery=", words: ["discovery=5m0s"] },
  { line: "join --discovery-plugin ", words: ["corp", "other"] },
  { line: "join --token ", words: [] },
  { line: "join --config ", words: ["files"] },
  { line: "join --config=/etc/k", words: ["files"] },
  { line: "join --root ", words: ["directories"] },
  { line: "join --nonsense=", words: [] },
  { line: "join -- --dry", words: [] },
  { line: "pin ", words: ["files"] },
  { line: "pin a ", words: [] },
  { line: "config val", words: ["validate"] },
  { line: "config validate ", words: ["files"] },
  { line: "completion ", words: ["bash", "zsh", "fish"] },
  { line: "version -o sh", words: ["short"] },
  { line: "help ver", words: ["version"] },
  { line: "help plugin li", words: ["list"] },
  { line: "help nonsense ", words: [] },
  { line: "nonsense ", words: [] },
  { line: "nonsense --dry", words: [] },
])('completion of "$line" is $words', async ({ line, words }) => {
  assert.deepEqual(await wordsOf(line), words);
});

Deno.test("completion offers every command, every flag and every check by its name", async () => {
  assert.deepEqual(await wordsOf(""), program.commands.map((command) => command.name()));
  for (const command of program.commands) {
    const long = command.options.map((option) => option.long ?? "");
    assert.deepEqual(await wordsOf(`${command.name()} --`), [...long, "--help"]);
  }
  const names = await wordsOf("join --ignore-preflight-errors ");
  assert.deepEqual(names, ["all", ...checks.map(({ name }) => name)]);
});

Deno.test("completion offers the choices of every flag that has some", async () => {
  const queue = [...program.commands];
  let seen = 0;
  for (let command = queue.shift(); command !== undefined; command = queue.shift()) {
    queue.push(...command.commands);
    for (const option of command.options) {
      if (!(option instanceof TableOption) || option.entry.choices === undefined) continue;
      const path = [option.long];
      for (let at = command; at.parent; at = at.parent) path.unshift(at.name());
      const expected = option.entry.choices.map((choice) => `${option.long}=${choice}`);
      assert.deepEqual(await wordsOf(`${path.join(" ")}=`), expected);
      seen++;
    }
  }
  assert.ok(seen > 5, String(seen));
});

Deno.test("a word that goes on says so, and its meaning stands on the same line", async () => {
  const lines = renderAnswer(await ask("join --timeout disc")).split("\n");
  assert.deepEqual(lines, ["open", "discovery=\tuntil the cluster is found and verified", ""]);
  assert.equal(renderAnswer(await ask("join --config ")), "files\n");
});

Deno.test.each([
  { text: "abcdef.0123456789abcdef", safe: "-" },
  { text: "--token=abcdef.0123", safe: "--token=-" },
  { text: "10.0.0.1:6443", safe: "10.0.0.1:6443" },
])("a script leaves no token in $text", ({ text, safe }) => {
  assert.equal(text.replace(new RegExp(TOKEN_REGEX), "-"), safe);
});
