import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { codeLines, readWrittenCommand } from "./cli/written_command.ts";
import config from "../deno.json" with { type: "json" };

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));
const DOCUMENTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...markdownBelow("docs")]
  .filter((path) => exists(join(REPOSITORY, path)));
const COMMANDS = /^(?:npx -y deno@2\.9\.5|deno) task (\S+)/;

for (const path of DOCUMENTS) {
  const text = Deno.readTextFileSync(join(REPOSITORY, path));

  Deno.test(`${path}: every task is one of deno.json`, () => {
    const inCode = [...codeLines(text)];
    const inText = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
    for (const line of [...inCode, ...inText]) {
      const task = COMMANDS.exec(line)?.[1];
      if (task !== undefined) assert.ok(task in config.tasks, `no task "${task}": ${line}`);
    }
  });

  Deno.test(`${path}: kubeworker takes every command line`, () => {
    for (const line of codeLines(text, "sh")) {
      const command = line.replace(/^(\$ )?(sudo )?/, "");
      if (command.startsWith("kubeworker ")) readWrittenCommand(command);
    }
  });

  Deno.test(`${path}: every link leads somewhere`, () => {
    for (const target of linksOf(text)) {
      const [file = "", anchor] = target.split("#");
      const place = file === "" ? join(REPOSITORY, path) : join(REPOSITORY, dirname(path), file);
      assert.ok(exists(place), `${path} links to "${target}", which is not there`);
      if (anchor !== undefined && place.endsWith(".md")) {
        const headings = anchorsOf(Deno.readTextFileSync(place));
        assert.ok(headings.includes(anchor), `${path} links to "${target}": no such heading`);
      }
    }
  });
}

/** Relative targets of links and pictures. */
function linksOf(markdown: string): string[] {
  const text = markdown.replace(/^```[^]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g)].map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-")
  );
}

function markdownBelow(folder: string): string[] {
  if (!exists(join(REPOSITORY, folder))) return [];
  return Array.from(Deno.readDirSync(join(REPOSITORY, folder))).flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? markdownBelow(path) : name.endsWith(".md") ? [path] : [];
  }).sort();
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
