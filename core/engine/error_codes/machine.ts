import type { ErrorEntry } from "./entry.ts";

/** This machine, or kubeworker itself (exit codes 1, 9 and 130). */
export const MACHINE_ERRORS = {
  "internal": {
    exit: 1,
    means: "kubeworker itself failed in a way that it did not foresee",
    hint: "please report this with the output of the same command under `-o json`",
  },
  "file-failed": {
    exit: 9,
    means: "a file could not be read or written",
    hint: "check permissions and free space; no half-written file was left",
  },
  "disk-full": {
    exit: 9,
    means: "there is no space left where a file was to be written",
    hint: "make room and run the same command again; no half-written file was left",
  },
  "command-failed": {
    exit: 9,
    means: "a program of this machine could not be run, or did not end in time",
    hint: "run it by hand to see why",
  },
  "lock-held": {
    exit: 9,
    means: "another kubeworker is changing this machine",
    hint: "wait for it to end; its process id is in the message",
  },
  "interrupted": {
    exit: 130,
    means: "stopped by Ctrl-C or a termination signal",
    hint: "run the same command again to continue; no half-written file was left",
  },
} as const satisfies Record<string, ErrorEntry>;
