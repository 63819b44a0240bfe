import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Program } from "./bundle.ts";
import { capture } from "./command.ts";
import { flagsOf, RUN_FLAGS } from "./flags.ts";
import type { Target } from "./target.ts";

/** What the head of the file says about it, and where the file goes. */
export interface PackOptions {
  target: Target;
  commit: string;
  output: string;
}

interface Member {
  name: string;
  size: number;
  sha256: string;
  packed: Uint8Array;
}

const MACHINES: Partial<Record<Target, string>> = {
  "x86_64-unknown-linux-gnu": "Linux x86_64",
  "aarch64-unknown-linux-gnu": "Linux aarch64",
};

/**
 * Makes a program that needs no compile base: a shell script (`head.sh`) followed by this Deno
 * and the bundle. Throws on a machine other than Linux, and when this Deno is not a plain one.
 */
export async function pack(program: Program, options: PackOptions): Promise<void> {
  const machine = MACHINES[options.target];
  if (!machine) throw new Error(`Cannot make a self-extracting file for "${options.target}"`);

  const members = [...program.files].map(([name, text]) =>
    member(name, new TextEncoder().encode(text))
  );
  members.push(member("deno", await readRuntime()));

  const head = fill(await Deno.readTextFile(new URL("./head.sh", import.meta.url)), {
    COMMIT: options.commit,
    TARGET: options.target,
    ID: runtimeId(members),
    MACHINE: machine,
    FILES: members.map(({ name }) => name).join(" "),
    SIZES: members.map(({ name, size }) => `${name}=${size}`).join(" "),
    MEMBERS: memberTable(members),
    RUN_FLAGS: flagsOf(RUN_FLAGS).join(" "),
    ENTRY: program.entry,
  });

  const partial = `${options.output}.partial`;
  await Deno.writeTextFile(partial, head);
  for (const { packed } of members) await Deno.writeFile(partial, packed, { append: true });
  await Deno.chmod(partial, 0o755);
  await Deno.rename(partial, options.output);
}

function member(name: string, bytes: Uint8Array<ArrayBuffer>): Member {
  if (!/^[\w.-]+$/.test(name)) {
    throw new Error(`Cannot pack "${name}": the shell would split its name`);
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { name, size: bytes.length, sha256, packed: gzipSync(bytes) };
}

/** The running Deno, if it is one: under another name it could be a compiled program. */
async function readRuntime(): Promise<Uint8Array<ArrayBuffer>> {
  const path = Deno.execPath();
  const { stdout } = await capture(path, ["--version"]);
  if (!stdout.startsWith(`deno ${Deno.version.deno} `)) {
    throw new Error(`Cannot pack "${path}": it is not deno ${Deno.version.deno}`);
  }
  return await Deno.readFile(path);
}

/** Other contents, other directory: an upgrade never touches what a running program uses. */
function runtimeId(members: readonly Member[]): string {
  const hash = createHash("sha256");
  for (const { name, sha256 } of members) hash.update(`${name} ${sha256}\n`);
  return hash.digest("hex").slice(0, 32);
}

/** Lines of "name, offset from the end of the file, compressed length, sha256". */
function memberTable(members: readonly Member[]): string {
  let fromEnd = members.reduce((sum, { packed }) => sum + packed.length, 0);
  return members.map(function line({ name, packed, sha256 }) {
    const text = `${name} ${fromEnd} ${packed.length} ${sha256}`;
    fromEnd -= packed.length;
    return text;
  }).join("\n");
}

function fill(template: string, values: Record<string, string>): string {
  return template.replace(/@([A-Z_]+)@/g, function value(found, name: string) {
    const text = values[name];
    if (text === undefined) throw new Error(`Cannot fill "${found}" in head.sh: no such value`);
    return text;
  });
}
