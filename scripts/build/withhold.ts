/**
 * Packages get no files and no processes: in the program, these modules are empty. Only commander asks for
 * them, for sub-commands in files of their own, of which we have none; loading them costs 35 ms with QuickJS.
 */
const WITHHELD = ["node:fs", "node:child_process"] as const;

/** What stands in their place: any use of it fails. */
const EMPTY = "withheld.js";

/** Takes the withheld modules out of a bundle. */
export function withhold(files: Map<string, string>): void {
  for (const [name, text] of files) {
    let slim = text;
    for (const module of WITHHELD) {
      slim = slim.replaceAll(
        new RegExp(`^(import \\w+ from )"${module}"(.*)$`, "gm"),
        `$1"./${EMPTY}"$2`,
      );
      if (slim.includes(`"${module}"`)) {
        throw new Error(
          `Cannot withhold "${module}": "${name}" imports it in a way that is not known`,
        );
      }
    }
    files.set(name, slim);
  }
  files.set(EMPTY, "export default {};\n");
}
