import { describePermissions } from "../../discovery/user/permissions.ts";
import { readMetadata } from "../../discovery/user/metadata.ts";
import { checkSchema } from "../../discovery/user/section_schema.ts";
import { jsonLine } from "../json_line.ts";
import { readOutputForm } from "../output_form.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";
import { listingText } from "./listing_text.ts";
import { openFile } from "./open_file.ts";

export interface CheckOptions {
  readonly file: string;
  readonly output?: string | undefined;
}

/**
 * Looks at a plugin's file: what it says about itself, whether its schema can be used, its hash; and prints
 * the lines that list it. Changes nothing.
 *
 * @throws JoinError `plugin-…`
 */
export async function check({ file, output }: CheckOptions, tool: Tool): Promise<number> {
  const form = readOutputForm(output);
  using host = await tool.openHost();
  const { path, found, open } = await openFile(file, host, tool);
  await using carrier = await open();
  const metadata = readMetadata(await carrier.status());
  checkSchema(metadata);
  const listed = { file: path.replace(/^.*\//, ""), sha256: found.sha256 };
  const listing = listingText(metadata, listed);
  if (form === "json") {
    tool.terminal.out(jsonLine({ path, carrier: found.kind, ...listed, ...metadata, listing }));
    return 0;
  }
  const { name, version, summary, permissions, schema } = metadata;
  const asks = describePermissions(permissions).join(" ") || "nothing";
  const lines = [
    `${name} ${version}: ${summary}`,
    `  carrier  ${found.kind}`,
    `  asks for ${asks}`,
    `  options  ${optionsOf(schema) || "none"}`,
    `  sha256   ${found.sha256}`,
  ];
  tool.terminal.out(lines.map(printable).join("\n"));
  tool.terminal.out(
    `\n\nTo let it run, put it into /etc/kubeworker/plugins, and this into /etc/kubeworker/config.yaml:\n\n`,
  );
  tool.terminal.out(listing.split("\n").map(printable).join("\n"));
  return 0;
}

/** The names of a section's keys, the required ones marked. */
function optionsOf(schema: Readonly<Record<string, unknown>>): string {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.keys(Object(schema.properties))
    .map((key) => required.includes(key) ? `${key} (required)` : key).join(", ");
}
