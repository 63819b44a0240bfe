import * as z from "zod/mini";
import type { PluginListing } from "../../config/worker_configuration.ts";
import { describeIssues } from "../../config/form_issues.ts";
import { isPlainPath } from "../../config/plain_path.ts";
import { isNetAddress } from "../../config/worker_configuration_form.ts";
import { JoinError } from "../../engine/errors.ts";
import { parseYaml } from "../../kube/yaml.ts";

/** A test of a plugin: a section, and what has to come of it. */
export interface PluginCase {
  readonly name: string;
  readonly section: unknown;
  readonly grant: PluginListing["permissions"];
  /** The fields that the proposal has to have, with these values. */
  readonly proposal?: Readonly<Record<string, unknown>> | undefined;
  /** Or the code that it has to fail with: kubeworker's, or the plugin's own. */
  readonly error?: string | undefined;
}

const CASES = z.strictObject({
  cases: z.array(
    z.strictObject({
      name: z.string(),
      section: z.optional(z.record(z.string(), z.unknown())),
      grant: z.optional(z.strictObject({
        net: z.optional(
          z.array(z.string().check(z.refine(isNetAddress, "neither HOST nor HOST:PORT"))),
        ),
        read: z.optional(z.array(z.string().check(z.refine(isPlainPath, "not an absolute path")))),
        vouch: z.optional(z.boolean()),
      })),
      proposal: z.optional(z.record(z.string(), z.unknown())),
      error: z.optional(z.string()),
    }).check(z.refine(
      ({ proposal, error }) => (proposal === undefined) !== (error === undefined),
      "expects neither a proposal nor an error, or both",
    )),
  ),
});

const FIELDS = ["cases", "name", "section", "grant", "net", "read", "vouch", "proposal", "error"];

/** The tests beside a plugin's file, in whatever language it is: NAME.cases.yaml. */
export function casesPath(pluginPath: string): string {
  return `${pluginPath.replace(/(?<=[^/])\.[^./]*$/, "")}.cases.yaml`;
}

/** @throws JoinError `plugin-malformed` */
export function readCases(text: string, path: string): PluginCase[] {
  function refuse(why: string): never {
    throw new JoinError("plugin-malformed", `Cannot use the tests in ${path}: ${why}`, {
      hint: "`kubeworker plugin new NAME` writes a file of the right form",
    });
  }
  let value: unknown;
  try {
    value = parseYaml(text, 256 << 10);
  } catch (cause) {
    refuse(String(cause instanceof Error ? cause.message : cause).split("\n")[0] ?? "");
  }
  const read = z.safeParse(CASES, value, { reportInput: true });
  if (!read.success) {
    refuse(describeIssues(read.error.issues, { whole: "the file", fields: FIELDS }).join("; "));
  }
  return read.data.cases.map(({ name, section = {}, grant = {}, proposal, error }) => ({
    name,
    section,
    grant: { net: grant.net ?? [], read: grant.read ?? [], vouch: grant.vouch ?? false },
    proposal,
    error,
  }));
}
