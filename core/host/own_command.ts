import { fileURLToPath } from "node:url";
import { BUILD } from "../build_facts.ts";
import { PLUGIN_ARGUMENT } from "./plugin_argument.ts";

/** How to start this program again. */
export interface OwnCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The files besides that another user must be able to read. */
  readonly needs: readonly string[];
  /** What to do when another user cannot. */
  readonly remedy: string;
}

/** As little as `deno run` allows: what the process may do, its Worker may be given. */
const RUN = [
  ...["run", "--allow-read", "--allow-net", "--no-prompt", "--unstable-worker-options"],
  ...["--no-check", "--no-remote", "--no-code-cache", "--quiet"],
];

const INSTALL = "put kubeworker into /usr/local/bin, where every user may execute it";

/** The command for a program of this kind: compiled, unpacked from a self-extracting file, or source. */
export function ownCommand(): OwnCommand {
  const path = Deno.execPath();
  const kind: string = BUILD.kind;
  if (kind === "compiled") {
    return { path, args: [PLUGIN_ARGUMENT], env: {}, needs: [], remedy: INSTALL };
  }
  if (kind === "self-extracting") {
    const main = fileURLToPath(Deno.mainModule);
    return {
      path,
      args: [...RUN, "--no-config", "--no-lock", "--no-npm", main, PLUGIN_ARGUMENT],
      // Its cache is root's alone; another one would be nobody's.
      env: { DENO_DIR: "/dev/null/none", DENO_NO_UPDATE_CHECK: "1" },
      needs: [main],
      remedy: "leave KUBEWORKER_RUNTIME_DIR unset, or name a directory that every user may enter",
    };
  }
  const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
  const kept = ["DENO_DIR", "HOME"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    path,
    args: [...RUN, main, PLUGIN_ARGUMENT],
    env: { ...Object.fromEntries(kept), DENO_NO_UPDATE_CHECK: "1" },
    needs: [main],
    remedy: INSTALL,
  };
}
