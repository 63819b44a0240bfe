import * as z from "zod/mini";
import { parseDuration } from "./duration.ts";
import { isPlainPath } from "./plain_path.ts";

/** A hook that runs as long is no step of a join any more. */
const LONGEST_MS = 3_600_000;
const DEFAULT_MS = 30_000;

const absolute = z.string().check(
  z.refine((value) => isPlainPath(value), 'not an absolute path without "." and ".."'),
);

const HOOK = z.pipe(
  z.strictObject({
    command: z.tuple([absolute], z.string().check(z.regex(/^[^\0]*$/, "it holds a NUL"))),
    timeout: z.optional(
      z.string().check(
        z.refine((value) => {
          const ms = parseDuration(value);
          return ms !== undefined && ms > 0 && ms <= LONGEST_MS;
        }, "not a duration of at most 1h, as in 30s"),
      ),
    ),
  }),
  z.transform(({ command, timeout }) => ({
    command,
    timeoutMs: timeout === undefined ? DEFAULT_MS : parseDuration(timeout) ?? DEFAULT_MS,
  })),
);

const list = z.optional(z.array(HOOK));

/** `hooks` of a WorkerConfiguration. */
export const HOOKS_SECTION = z.strictObject({
  beforeKubelet: list,
  afterJoin: list,
  onFailure: list,
});

/** The names of its fields, for "did you mean". */
export const HOOK_FIELDS = ["hooks", "beforeKubelet", "afterJoin", "command"];
