/** Where Debian keeps servers, which is not in everybody's PATH. */
const SERVERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/**
 * A program that the tests use but do not bring along: the one that the environment's `variable` names, or the
 * first in PATH. Undefined where there is none, so that the tests which need it can skip themselves.
 */
export function findProgram(name: string, variable: string): string | undefined {
  const named = Deno.env.get(variable) ?? "";
  if (named !== "") return named;
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), ...SERVERS];
  return folders.map((folder) => `${folder}/${name}`).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}

/** A test that needs a program. Where it is missing, the test is skipped, and its name says why. */
export function testWith(
  needed: { readonly [program: string]: string | undefined },
  name: string,
  fn: () => Promise<void>,
): void {
  const missing = Object.keys(needed).filter((program) => needed[program] === undefined);
  const why = missing.length === 0 ? "" : ` (skipped: no ${missing.join(", no ")})`;
  Deno.test({ name: name + why, ignore: missing.length > 0, fn });
}
