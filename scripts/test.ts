// deno-lint-ignore-file no-console -- what a script prints is its result
/**
 * Runs the tests: `deno task test [path | words of a test's name | flag of deno test]…`.
 *
 * The tests on real clusters are skipped, and counted as such; `--lab` (`deno task test:lab`) runs them, one
 * after the other. The last line is always "N passed, N failed, N skipped". Unlike `deno test`, a run in
 * which no test took place fails.
 */
import { readSummary } from "./test/summary.ts";

/** Names the program that makes real clusters. Without it the tests in tests/lab skip themselves. */
const LAB = "KUBEWORKER_LAB";

async function main(args: string[]): Promise<number> {
  const lab = args.includes("--lab");
  const { paths, flags } = await sortArguments(args.filter((arg) => arg !== "--lab"));
  const { [LAB]: _lab, ...rest } = Deno.env.toObject();
  // Most tests wait rather than work: more of them than there are cores keep the cores busy.
  const ordinary = { DENO_JOBS: "4", ...rest };
  const everything = lab ? ["tests/lab/"] : ["tests/"];
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "-A",
      ...(lab ? [] : ["--parallel"]),
      ...flags,
      ...(paths.length > 0 ? paths : everything),
    ],
    ...(lab ? {} : { clearEnv: true, env: ordinary }),
    stdin: "null",
    stdout: "piped",
  }).spawn();

  const output = await passOn(child.stdout);
  const { code } = await child.status;
  const { passed, failed, skipped } = readSummary(output);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return code !== 0 ? code : failed > 0 || passed === 0 ? 1 : 0;
}

/** A word that is neither a flag nor a path is part of a test's name. */
async function sortArguments(args: string[]): Promise<{ paths: string[]; flags: string[] }> {
  const paths: string[] = [];
  const flags: string[] = [];
  for (const [index, arg] of args.entries()) {
    const isValue = args[index - 1] === "--filter";
    if (arg.startsWith("-") || isValue) flags.push(arg);
    else if (await exists(arg)) paths.push(arg);
    else flags.push(`--filter=${arg}`);
  }
  return { paths, flags };
}

/** Shows a stream as it comes, and returns all of it. */
async function passOn(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    for (let done = 0; done < chunk.length;) done += await Deno.stdout.write(chunk.subarray(done));
  }
  return text;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
