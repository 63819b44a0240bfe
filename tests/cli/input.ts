import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

export interface InputOptions {
  cwd?: string;
  /** A program, with its arguments, that runs the one behind it. */
  through?: readonly string[];
}

/** Runs the real program with a text as its standard input. */
export async function runWithInput(
  args: readonly string[],
  input: string,
  { cwd, through = [] }: InputOptions = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [program = "", ...rest] = [
    ...through,
    Deno.execPath(),
    ...["run", "--allow-all", "--quiet", "--no-check", "--config", CONFIG, MAIN],
    ...args,
  ];
  const child = new Deno.Command(program, {
    args: rest,
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writing = new Blob([input]).stream().pipeTo(child.stdin)
    // It may stop reading before the end.
    .catch(() => {});
  const { code, stdout, stderr } = await child.output();
  await writing;
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
