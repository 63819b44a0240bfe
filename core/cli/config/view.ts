import type { JoinFlags } from "../../config/join_flags.ts";
import { type SourceNode } from "../../config/source/node.ts";
import { refuseFindings } from "../../config/source/refusal.ts";
import { readWorkerConfiguration } from "../../config/worker_configuration.ts";
import { jsonLine } from "../json_line.ts";
import { readOutputForm } from "../output_form.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";
import { readConfigSource } from "./config_source.ts";
import { tokenOfEnvironment } from "./given_token.ts";
import { effectiveRows, type ViewRow } from "./effective.ts";

export interface ViewOptions extends JoinFlags {
  /** A path, or `-`. */
  readonly file: string;
  readonly effective?: boolean | undefined;
}

/** Whatever is below these is not shown: a plugin's section may hold a secret. */
const HIDDEN = ["controlPlane.certificateKey", "discovery.plugin.section"];

/**
 * Shows the values of a file with their lines; or what a join with this file and these flags would go by. Of
 * tokens only the id is shown.
 *
 * @throws JoinError `input-unreadable`, `config-invalid`, `usage`
 */
export async function view(
  { file, effective, ...flags }: ViewOptions,
  tool: Tool,
): Promise<number> {
  const { terminal, signal } = tool;
  const form = readOutputForm(flags.output);
  const { readInput } = terminal;
  const source = await readConfigSource(file, { readInput, signal });
  const { name, fileFlags, worker, picked } = source;
  refuseFindings(name, source.findings.filter(({ level }) => level === "invalid"));
  const documents = [picked.join?.source, picked.worker].filter((one) => one !== undefined);
  let rows = documents.flatMap(({ root }) => leafRows(root, "", name));
  if (effective) {
    using host = await tool.openHost(flags.root === undefined ? {} : { root: flags.root });
    const standing = await readWorkerConfiguration(host);
    const variable = tokenOfEnvironment(flags, terminal);
    rows = effectiveRows({ flags, variable, name, file: fileFlags, worker, standing });
  }
  for (const line of form === "json" ? rows.map(jsonLine) : layOut(rows)) terminal.out(line);
  return 0;
}

function leafRows(node: SourceNode, path: string, name: string): ViewRow[] {
  const origin = `${name}:${node.at.line}`;
  if (HIDDEN.includes(path)) return [{ path, value: "[not shown]", origin }];
  const empty = (node.kind === "list" && node.items.length === 0) ||
    (node.kind === "mapping" && node.entries.length === 0);
  if (empty) return [{ path, value: node.kind === "list" ? "[]" : "{}", origin }];
  switch (node.kind) {
    case "scalar":
      return [{ path, value: node.value === "" ? '""' : String(node.value), origin }];
    case "list":
      return node.items.flatMap((item, index) => leafRows(item, `${path}[${index}]`, name));
    case "mapping":
      return node.entries.flatMap(({ key, value }) =>
        leafRows(value, path === "" ? key : `${path}.${key}`, name)
      );
    default:
      return node satisfies never;
  }
}

function layOut(rows: readonly ViewRow[]): string[] {
  const shown = rows.map(({ path, value, origin }) =>
    [path, value, origin].map(printable) as [string, string, string]
  );
  const [first, second] = [0, 1].map((column) =>
    Math.max(...shown.map((row) => row[column]?.length ?? 0))
  );
  return shown.map(([path, value, origin]) =>
    `${path.padEnd(first ?? 0)}  ${value.padEnd(Math.min(second ?? 0, 60))}  ${origin}\n`
  );
}
