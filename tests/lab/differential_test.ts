/**
 * What we say of command lines and configuration files, against what the real kubeadm says. See lab.ts for how
 * to run this.
 */
import assert from "node:assert/strict";
import { readCorpus } from "../core/config/kubeadm/corpus.ts";
import { COMMAND_LINES } from "./differential/command_lines.ts";
import { FILE_DIFFERENCES } from "./differential/file_differences.ts";
import { LINE_DIFFERENCES } from "./differential/line_differences.ts";
import { fileFor, prepare, runFile, runLine } from "./differential/node.ts";
import { ourFileVerdict, ourVerdict } from "./differential/our_verdict.ts";
import { theirVerdict } from "./differential/their_verdict.ts";
import { asLines, difference } from "./differential/verdict.ts";
import { labTest, up, VERSIONS } from "./lab.ts";
import { install } from "./support/program.ts";

const corpus = [
  ...await readCorpus("accepted"),
  ...await readCorpus("unsupported"),
  ...await readCorpus("refused"),
];

for (const version of VERSIONS) {
  labTest(
    `we judge what we are given as kubeadm of ${version}, but for known differences`,
    async (t) => {
      await using cluster = await up(version);
      await using node = await cluster.node("n1");
      await install(node);
      await prepare(node, cluster);
      await t.step("command lines", async () => {
        const lines = COMMAND_LINES.filter(({ only = version }) => only === version);
        assert.ok(lines.length >= 60);
        const seen: string[] = [];
        for (const line of lines) {
          const { ours, theirs } = await runLine(line, { node, cluster });
          const found = difference(ourVerdict(ours), theirVerdict(theirs));
          if (found !== undefined) seen.push(`${line.words}: ${found}`);
        }
        assert.deepEqual(seen.sort(), asLines(LINE_DIFFERENCES, version));
      });
      await t.step("files", async () => {
        const seen: string[] = [];
        let count = 0;
        for (const { name, text } of corpus) {
          const file = fileFor(text, version);
          if (file === undefined) continue;
          count++;
          const { ours, theirs } = await runFile(file, { node, cluster });
          const found = difference(ourFileVerdict(ours), theirVerdict(theirs));
          if (found !== undefined) seen.push(`${name}: ${found}`);
        }
        assert.ok(count >= 40);
        assert.deepEqual(seen.sort(), asLines(FILE_DIFFERENCES, version));
      });
    },
  );
}
