import { type PluginListing, readWorkerConfiguration } from "../../config/worker_configuration.ts";
import { refuseNamesakes } from "../../discovery/namesakes.ts";
import { findPlugin, readPluginDirectory } from "../../discovery/user/find.ts";
import { describePermissions } from "../../discovery/user/permissions.ts";
import { JoinError } from "../../engine/errors.ts";
import type { Host } from "../../host/types.ts";
import { jsonLine } from "../json_line.ts";
import { readOutputForm } from "../output_form.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";

export interface ListOptions {
  readonly root?: string | undefined;
  readonly pluginDir?: string | undefined;
  readonly output?: string | undefined;
}

interface Row {
  readonly name?: string;
  readonly file: string;
  /** `ready`: a join would take it. */
  readonly state: "ready" | "refused" | "not listed";
  readonly permissions?: readonly string[];
  readonly code?: string;
  readonly why?: string;
  readonly hint?: string;
}

/**
 * Shows what is listed and what lies in the plugin directory, and whether a join would take it. Runs none of
 * them.
 *
 * @throws JoinError `config-unsafe`, `config-malformed`
 */
export async function list(options: ListOptions, tool: Tool): Promise<number> {
  const form = readOutputForm(options.output);
  using host = await tool.openHost(options.root === undefined ? {} : { root: options.root });
  const directory = readPluginDirectory(options.pluginDir);
  const configuration = await readWorkerConfiguration(host);
  refuseNamesakes(tool.builtInPlugins, configuration);
  const { plugins } = configuration;
  const rows: Row[] = [];
  for (const listing of plugins.values()) rows.push(await look(listing, directory, host));
  const known = new Set(Array.from(plugins.values(), ({ file }) => file));
  for (const file of await host.files.list(directory)) {
    if (known.has(file)) continue;
    const hint = `\`kubeworker plugin check ${directory}/${file}\` prints the lines that list it`;
    rows.push({ file, state: "not listed", hint });
  }
  if (form === "json") tool.terminal.out(rows.map(jsonLine).join(""));
  else if (rows.length === 0) {
    tool.terminal.out(
      `No plugin is listed, and none lies in ${
        printable(directory)
      }; \`kubeworker plugin new NAME\` begins one\n`,
    );
  } else tool.terminal.out(render(rows).map(printable).join("\n") + "\n");
  return 0;
}

async function look(listing: PluginListing, directory: string, host: Host): Promise<Row> {
  const { name, file } = listing;
  const permissions = describePermissions(listing.permissions);
  try {
    await findPlugin(listing, directory, host);
    return { name, file, state: "ready", permissions };
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    const { code, message, hint } = error;
    return { name, file, state: "refused", permissions, code, why: message, hint };
  }
}

function render(rows: readonly Row[]): string[] {
  const name = Math.max(4, ...rows.map((row) => (row.name ?? "-").length));
  const file = Math.max(4, ...rows.map((row) => row.file.length));
  return [
    `${"NAME".padEnd(name)}  ${"FILE".padEnd(file)}  STATE`,
    ...rows.flatMap((row) => [
      `${(row.name ?? "-").padEnd(name)}  ${row.file.padEnd(file)}  ${row.state}${
        row.state === "ready" ? `  ${row.permissions?.join(" ")}`.trimEnd() : ""
      }`,
      ...(row.why === undefined ? [] : [`    ${row.why} (${row.code})`]),
      ...(row.hint === undefined ? [] : [`    ${row.hint}`]),
    ]),
  ];
}
