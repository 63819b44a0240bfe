/** What a test changes about a plugin that is otherwise good. */
export interface ModuleParts {
  readonly name?: string;
  /** JavaScript of the default export's fields, over the good ones. */
  readonly fields?: string;
  /** Statements at the top of the module. */
  readonly top?: string;
  /** The body of `discover(section, ctx)`. */
  readonly discover?: string;
}

const PROPOSAL = 'return { servers: ["10.0.0.1:6443"] };';

/** A file plugin as TypeScript. */
export function moduleText(parts: ModuleParts = {}): string {
  const { name = "trial", fields = "", top = "", discover = PROPOSAL } = parts;
  return `interface Section { [key: string]: unknown }
${top}
const plugin = {
  apiVersion: "discovery.kubeworker.dev/v1",
  name: ${JSON.stringify(name)},
  version: "1.2.3",
  summary: "A plugin of the tests",
  permissions: {},
  schema: { type: "object" },
  // deno-lint-ignore no-explicit-any
  async discover(section: Section, ctx: any): Promise<unknown> { ${discover} },
  ${fields}
};
export default plugin;
`;
}

export interface ScriptParts {
  readonly name?: string;
  /** JSON of further fields of the answer to \`status\`. */
  readonly status?: Readonly<Record<string, unknown>>;
  /** Shell commands before anything is answered. */
  readonly top?: string;
  /** Shell commands that answer \`discover\`; the question is in \`$question\`. */
  readonly discover?: string;
}

const ANSWER = answer({ servers: ["10.0.0.1:6443"] });

/** Shell that prints an answer of this version. */
export function answer(value: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify({ apiVersion: "discovery.kubeworker.dev/v1", ...value });
  return `cat <<'END_OF_ANSWER'\n${text}\nEND_OF_ANSWER`;
}

/** An executable plugin in POSIX sh. */
export function scriptText(parts: ScriptParts = {}): string {
  const { name = "trial", status = {}, top = "", discover = ANSWER } = parts;
  const described = {
    name,
    version: "1.2.3",
    summary: "A plugin of the tests",
    permissions: {},
    schema: { type: "object" },
    ...status,
  };
  return `#!/bin/sh
question=$(cat)
${top}
case $question in
*'"operation":"version"'*)
${answer({ versions: ["discovery.kubeworker.dev/v1"] })}
;;
*'"operation":"status"'*)
${answer(described)}
;;
*)
${discover}
;;
esac
`;
}
