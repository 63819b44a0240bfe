import { parse } from "yaml";
import * as z from "zod";
import { type Bootstrap, readExample } from "./bootstraps.ts";

const ROLE = "ansible/roles/kubeworker";

const Play = z.strictObject({
  name: z.string(),
  hosts: z.string(),
  become: z.literal(true),
  roles: z.array(
    z.strictObject({ role: z.literal("kubeworker"), vars: z.record(z.string(), z.unknown()) }),
  ),
});

const Place = { owner: z.literal("root"), group: z.literal("root"), mode: z.string() };

/** The modules that the role uses, with their arguments. Each leaves alone what is as it should be. */
const Task = z.strictObject({
  name: z.string(),
  "ansible.builtin.copy": z.strictObject({ src: z.string(), dest: z.string(), ...Place })
    .optional(),
  "ansible.builtin.file": z.strictObject({
    path: z.string(),
    state: z.literal("directory"),
    ...Place,
  })
    .optional(),
  "ansible.builtin.template": z.strictObject({ src: z.string(), dest: z.string(), ...Place })
    .optional(),
  "ansible.builtin.command": z.strictObject({ argv: z.array(z.string()) }).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  register: z.string().optional(),
  changed_when: z.string().optional(),
});

/** The playbook with its role, for one host; `given` is what is passed by `-e`. */
export async function fromAnsible(
  given: Readonly<Record<string, unknown>>,
): Promise<Bootstrap & { readonly changedWhen: string }> {
  const [play] = z.tuple([Play]).parse(parse(await readExample("ansible/playbook.yaml")));
  const defaults = z.record(z.string(), z.unknown())
    .parse(parse(await readExample(`${ROLE}/defaults/main.yaml`)));
  const tasks = z.array(Task).parse(parse(await readExample(`${ROLE}/tasks/main.yaml`)));
  const values = { ...defaults, ...play.roles[0]?.vars, ...given };
  const files: Bootstrap["files"][number][] = [];
  for (const { "ansible.builtin.template": template } of tasks) {
    if (template === undefined) continue;
    const content = filled(await readExample(`${ROLE}/templates/${template.src}`), values);
    files.push({ path: template.dest, content, mode: parseInt(template.mode, 8) });
  }
  const join = tasks.find((task) => task["ansible.builtin.command"] !== undefined);
  const { environment = {}, changed_when: changedWhen = "" } = join ?? {};
  return {
    files,
    command: join?.["ansible.builtin.command"]?.argv.join(" ") ?? "",
    environment: Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, filled(value, values)]),
    ),
    changedWhen,
  };
}

/** Jinja as far as the role needs it: `{{ name }}` and `{{ name | to_json }}`. */
function filled(text: string, values: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{\{ (\w+)( \| to_json)? \}\}/g, (_, name: string, json?: string) => {
    if (!Object.hasOwn(values, name)) throw new Error(`nothing sets "${name}"`);
    return json === undefined ? String(values[name]) : JSON.stringify(values[name]);
  });
}
