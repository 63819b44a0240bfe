import * as z from "zod/mini";
import { JoinError } from "../../engine/errors.ts";
import { isPlainPath } from "../../config/plain_path.ts";
import { isNetAddress, PLUGIN_NAME } from "../../config/worker_configuration_form.ts";
import { DISCOVERY_API_VERSION } from "../contract.ts";
import { checkForm } from "./form.ts";

/** What a plugin says about itself. */
export interface PluginMetadata {
  readonly name: string;
  readonly version: string;
  readonly summary: string;
  /** What it asks for; `*` stands for whatever hosts or paths the operator grants. */
  readonly permissions: {
    readonly net: readonly string[];
    readonly read: readonly string[];
    readonly vouch: boolean;
  };
  /** JSON Schema of its section. */
  readonly schema: Readonly<Record<string, unknown>>;
}

const line = z.string().check(
  z.regex(/^[^\n]{1,200}$/, "not a text of one line, at most 200 characters"),
);

function asked(isGood: (value: string) => boolean, what: string) {
  const entry = z.string().check(z.refine((value) => value === "*" || isGood(value), what));
  return z.optional(z.array(entry).check(z.maxLength(64, "more than 64 entries")));
}

const METADATA = z.strictObject({
  apiVersion: z.literal(DISCOVERY_API_VERSION),
  name: z.string().check(z.regex(PLUGIN_NAME, "not a plugin's name: a-z, 0-9 and '-', at most 63")),
  version: line,
  summary: line,
  permissions: z.optional(z.strictObject({
    net: asked(isNetAddress, "neither HOST, HOST:PORT nor *"),
    read: asked(isPlainPath, 'neither an absolute path without "." and ".." nor *'),
    vouch: z.optional(z.boolean()),
  })),
  schema: z.record(z.string(), z.unknown()),
});

/**
 * Reads the description of a plugin, strictly.
 *
 * @param listed the name that it has to have
 * @throws JoinError `plugin-malformed`
 */
export function readMetadata(value: unknown, listed?: string): PluginMetadata {
  const { apiVersion } = Object(value);
  const who = listed === undefined ? "The plugin" : `Plugin "${listed}"`;
  if (typeof apiVersion === "string" && apiVersion !== DISCOVERY_API_VERSION) {
    throw new JoinError(
      "plugin-malformed",
      `${who} speaks "${apiVersion.slice(0, 80)}", not "${DISCOVERY_API_VERSION}"`,
      { hint: "take a version of the plugin for this kubeworker" },
    );
  }
  const read = checkForm(METADATA, value, {
    what: listed === undefined ? "its description" : `the description of plugin "${listed}"`,
    fields: [
      "apiVersion",
      "name",
      "version",
      "summary",
      "permissions",
      "schema",
      "net",
      "read",
      "vouch",
    ],
  });
  if (listed !== undefined && read.name !== listed) {
    throw new JoinError("plugin-malformed", `${who} calls itself "${read.name}"`, {
      hint: `list it under its own name: \`name: ${read.name}\``,
    });
  }
  const { net = [], read: paths = [], vouch = false } = read.permissions ?? {};
  return { ...read, permissions: { net, read: paths, vouch } };
}
