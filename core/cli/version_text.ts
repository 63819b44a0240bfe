/** What this program is, and what it runs on. */
export interface VersionFacts {
  readonly version: string;
  readonly commit: string;
  readonly kind: string;
  readonly deno: string;
  readonly engine: string;
  readonly target: string;
}

export const VERSION_FORMS = ["text", "short", "json", "yaml"] as const;

export type VersionForm = (typeof VERSION_FORMS)[number];

/** The facts as `version -o FORM` prints them. Loaded at every start: it needs nothing. */
export function versionText(facts: VersionFacts, form: VersionForm = "text"): string {
  const { version, commit, kind, deno, engine, target } = facts;
  switch (form) {
    case "text":
      return `kubeworker ${version} (commit ${commit}, ${kind}, deno ${deno}, ${engine}, ${target})\n`;
    case "short":
      return `${version}\n`;
    case "json":
      return `${JSON.stringify({ version, commit, kind, deno, engine, target })}\n`;
    case "yaml":
      // A commit of digits alone would be a number without quotes.
      return Object.entries({ version, commit, kind, deno, engine, target })
        .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`).join("");
    default:
      return form satisfies never;
  }
}
