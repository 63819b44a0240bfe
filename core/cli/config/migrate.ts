import { readConfigFile } from "../../config/config_file.ts";
import { migrate } from "../../config/kubeadm/migrate.ts";
import { isOlder, NEWEST } from "../../config/kubeadm/versions.ts";
import { createFindings, type Finding, showFinding } from "../../config/source/finding.ts";
import { refuseFindings } from "../../config/source/refusal.ts";
import { JoinError } from "../../engine/errors.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";
import { readConfigText } from "./config_source.ts";
import { readVersion } from "./print_default.ts";

/** It holds a token. */
const MODE = 0o600;

export interface MigrateOptions {
  readonly oldConfig: string;
  readonly newConfig?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * Rewrites a JoinConfiguration for a newer version; other documents of the file stay as they are.
 *
 * @throws JoinError `input-unreadable`, `config-invalid`, `config-not-migratable`, `file-failed`, `usage`
 */
export async function migrateFile(options: MigrateOptions, tool: Tool): Promise<number> {
  const { terminal, signal } = tool;
  const to = readVersion(options.to ?? NEWEST, "--to");
  const { readInput } = terminal;
  const { name, text } = await readConfigText(options.oldConfig, { readInput, signal });
  const { documents, picked, join, findings } = readConfigFile(text);
  // What kubeworker does not do is no reason to leave the file in an old version.
  refuseFindings(name, findings.filter(({ level }) => level === "invalid"));
  if (join === undefined || picked.join === undefined) {
    throw new JoinError("config-not-migratable", `${name} has no JoinConfiguration`, {
      hint: "a WorkerConfiguration has one version",
    });
  }
  if (isOlder(to, join.version)) {
    throw new JoinError("config-not-migratable", `${name} is ${join.version}, newer than ${to}`);
  }
  const lost = createFindings();
  migrate(picked.join.source.yaml, join, { to, findings: lost });
  refuseFindings(name, lost.all, { code: "config-not-migratable" });
  for (const line of warningsOf(name, lost.all)) terminal.err(line);
  await write(writeDocuments(documents), options.newConfig, tool);
  return 0;
}

async function write(text: string, file: string | undefined, tool: Tool): Promise<void> {
  if (file === undefined) return tool.terminal.out(text);
  using host = await tool.openHost();
  const path = host.drafts.absolute(file);
  await host.drafts.create(path, text, MODE);
  tool.terminal.err(`wrote ${printable(path)}\n`);
}

/** All documents of a file, with a line of `---` between them. */
function writeDocuments(documents: ReturnType<typeof readConfigFile>["documents"]): string {
  const texts = documents.map(({ yaml }) => {
    const { directives } = yaml;
    if (directives !== undefined) directives.docStart = null;
    return yaml.toString({ lineWidth: 0 });
  });
  return texts.join("---\n");
}

function warningsOf(name: string, findings: readonly Finding[]): string[] {
  return findings.map((finding) => `warning: ${printable(showFinding(name, finding))}\n`);
}
