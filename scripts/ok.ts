// deno-lint-ignore-file no-console -- what a script prints is its result
/** Runs every check that a change must pass: `deno task ok [--no-test]`. */

interface Check {
  name: string;
  /** Arguments for deno; undefined when there is nothing to check yet. */
  args: string[] | undefined;
}

const CODE = ["main.ts", "core", "phases", "plugins", "scripts", "tests"];

async function main(args: string[]): Promise<number> {
  const failures: string[] = [];
  for (const { name, args: command } of checks(!args.includes("--no-test"))) {
    if (!command) {
      console.log(`skip  ${name}: nothing to check yet`);
      continue;
    }
    const started = performance.now();
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: command,
      stdin: "null",
    }).output();
    const output = new TextDecoder().decode(new Uint8Array([...stderr, ...stdout])).trim();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);

    if (!success) failures.push(name);
    if (!success && output) console.log(output);
    const note = name === "tests" ? `, ${output.split("\n").at(-1)}` : "";
    console.log(`${success ? "ok   " : "FAIL "} ${name} (${seconds} s${note})`);
  }
  console.log(failures.length > 0 ? `failed: ${failures.join(", ")}` : "all checks passed");
  return failures.length > 0 ? 1 : 0;
}

/** Cheap checks first. */
function checks(withTests: boolean): Check[] {
  const docs = exists("scripts/docs.ts") ? ["run", "-A", "scripts/docs.ts", "--check"] : undefined;
  const tests = ["run", "-A", "scripts/test.ts"];
  return [
    { name: "format", args: ["fmt", "--check"] },
    { name: "lint", args: ["lint"] },
    { name: "types", args: ["check", ...CODE.filter(exists)] },
    { name: "generated docs", args: docs },
    ...(withTests ? [{ name: "tests", args: tests }] : []),
  ];
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
