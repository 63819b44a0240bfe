/**
 * Every flag that the build hands to Deno, each with its reason. A flag that is not here is not used.
 */

interface Flag {
  readonly flag: string;
  readonly because: string;
}

/** Nothing outside the bundle takes part: no configuration, lock file, package or remote module. */
const SEALED = [
  {
    flag: "--no-config",
    because: "a deno.json near the program or in the caller's folder is not ours",
  },
  { flag: "--no-lock", because: "the bundle has no dependencies left to lock" },
  { flag: "--no-remote", because: "a module over the network must never run as root" },
  { flag: "--no-npm", because: "the bundle holds every package it needs" },
] as const satisfies readonly Flag[];

/** What the running program may do; baked in when compiled, on the command line when extracted. */
const RUNTIME = [
  { flag: "-A", because: "a joiner writes under /etc and starts services; it runs as root anyway" },
  { flag: "--no-prompt", because: "a permission question would hang a join without a terminal" },
  {
    flag: "--unstable-worker-options",
    because: "discovery plugins run in a Worker whose permissions are narrowed",
  },
] as const satisfies readonly Flag[];

/** `deno bundle`: the sources to a few JavaScript files. */
export const BUNDLE_FLAGS = [
  { flag: "--platform=deno", because: "node: and Deno.* stay as they are" },
  {
    flag: "--code-splitting",
    because: "what is loaded lazily stays lazy: 30 ms less to start with V8, 50 ms with QuickJS",
  },
  { flag: "--quiet", because: "the build prints its own lines" },
  // Not --minify: it saves 0.8 MB of 88, no start time, costs readable stack traces, and QuickJS
  // aborts on some long lines. Not --keep-names: it breaks require() of node: modules.
] as const satisfies readonly Flag[];

/** `deno compile`: the bundle to one executable. */
export const COMPILE_FLAGS = [
  ...RUNTIME,
  {
    flag: "--no-code-cache",
    because: "a compiled program keeps it in the temporary directory and checks no owner",
  },
  { flag: "--no-check", because: "the sources were checked; a bundle has no types" },
  ...SEALED,
  { flag: "--quiet", because: "the build prints its own lines" },
  // No --unstable-net: createHttpClient's unix transport is stable.
] as const satisfies readonly Flag[];

/** `deno run` inside a self-extracting file. */
export const RUN_FLAGS = [
  ...RUNTIME,
  { flag: "--no-check", because: "the sources were checked; a bundle has no types" },
  ...SEALED,
  { flag: "--quiet", because: "standard error belongs to the program" },
  // The code cache stays on: the head puts it inside the runtime directory, whose owner it checks.
] as const satisfies readonly Flag[];

/** The bare flags of a table, in its order. */
export function flagsOf(table: readonly Flag[]): string[] {
  return table.map(({ flag }) => flag);
}
