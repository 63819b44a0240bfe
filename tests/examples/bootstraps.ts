import { parse } from "yaml";
import * as z from "zod";

const EXAMPLES = new URL("../../examples/", import.meta.url);

/** What an example does with a new machine: files that it writes, then the command line of the join. */
export interface Bootstrap {
  readonly files: readonly { path: string; content: string; mode: number }[];
  readonly command: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function readExample(path: string): Promise<string> {
  return await Deno.readTextFile(new URL(path, EXAMPLES));
}

const CloudFile = z.strictObject({
  path: z.string().startsWith("/"),
  permissions: z.string().regex(/^0[0-7]{3}$/),
  owner: z.literal("root:root").optional(),
  content: z.string(),
});

function fromCloud({ path, permissions, content }: z.infer<typeof CloudFile>) {
  return { path, content, mode: parseInt(permissions, 8) };
}

/** A cloud-config with a unit that joins. */
export function fromCloudInit(text: string): Bootstrap {
  const command = z.array(z.string());
  const form = z.strictObject({ write_files: z.array(CloudFile), runcmd: z.array(command) });
  const { write_files, runcmd } = form.parse(parse(text));
  const files = write_files.map(fromCloud);
  const { name, line } = unitOf(files.map(({ path, content }) => [path, content]));
  const starts = runcmd.some((words) => words.includes("enable") && words.includes(name));
  if (!starts) throw new Error(`nothing starts ${name}`);
  return { files, command: line };
}

/** A cloud-config whose last command joins, and then tells Cluster API. */
export function fromClusterApi(text: string): Bootstrap & { readonly then: string } {
  const form = z.strictObject({ write_files: z.array(CloudFile), runcmd: z.array(z.string()) });
  const { write_files, runcmd } = form.parse(parse(text));
  const [, command = "", then = ""] = /^(.*?) && (.*)$/.exec(runcmd.at(-1) ?? "") ?? [];
  return { files: write_files.map(fromCloud), command, then };
}

/** Ignition's form, as far as it is used here (spec 3.3). */
const Ignition = z.strictObject({
  ignition: z.strictObject({ version: z.literal("3.3.0") }),
  storage: z.strictObject({
    files: z.array(z.strictObject({
      path: z.string().startsWith("/"),
      mode: z.number().int(),
      contents: z.strictObject({ source: z.string().startsWith("data:,") }),
    })),
  }),
  systemd: z.strictObject({
    units: z.array(z.strictObject({
      name: z.string().endsWith(".service"),
      enabled: z.literal(true),
      contents: z.string().optional(),
    })),
  }),
});

export function fromIgnition(text: string): Bootstrap {
  const { storage, systemd: { units } } = Ignition.parse(JSON.parse(text));
  const files = storage.files.map(({ path, mode, contents: { source } }) => ({
    path,
    mode,
    content: decodeURIComponent(source.slice("data:,".length)),
  }));
  const { line } = unitOf(units.map(({ name, contents = "" }) => [name, contents]));
  return { files, command: line };
}

/** The name of the unit that joins, and its command line. */
function unitOf(texts: readonly (readonly [string, string])[]): { name: string; line: string } {
  for (const [path, content] of texts) {
    const line = /^ExecStart=(.*kubeworker join.*)$/m.exec(content)?.[1];
    if (line !== undefined) return { name: path.split("/").at(-1) ?? "", line };
  }
  throw new Error("no unit joins");
}
