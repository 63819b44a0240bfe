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
  "kernel-refused": {
    exit: 9,
    means: "the kernel did not take a setting below /proc/sys",
    hint: "in a container /proc/sys is read-only: set it on the machine around it",
  },
  "command-failed": {
    exit: 9,
    means: "a program of this machine could not be run, or did not end in time",
    hint: "run it by hand to see why",
  },
  "hook-failed": {
    exit: 9,
    means: "a hook of the configuration ended badly, or did not end in time",
    hint:
      "--verbose shows what it said; mend it, or take it out of /etc/kubeworker/config.yaml, and run the same command again: it goes on from here",
  },
  "service-failed": {
    exit: 9,
    means: "the service manager refused to start, enable or disable a service",
    hint: "run the same by hand to see why",
  },
  "fix-refused": {
    exit: 9,
    means: "what --fix was asked to mend cannot be mended safely",
    hint: "mend it by hand as the check's hint says",
  },
  "reset-refused": {
    exit: 9,
    means: "reset would destroy more than a worker, or may not be run by this user",
    hint: "`kubeadm reset` takes down a control plane",
  },
  "reset-incomplete": {
    exit: 9,
    means: "some of what is to be undone could not be; everything else was",
    hint: "mend what is said above, and run the same command again: it goes on from there",
  },
  "lock-held": {
    exit: 9,
    means: "another kubeworker is changing this machine",
    hint: "wait for it to end; its process id is in the message",
  },
  "node-name-differs": {
    exit: 9,
    means: "an earlier run has joined this machine, or begun to, under another name",
    hint: "`kubeworker reset` makes way for another name; then run the same command again",
  },
  "interrupted": {
    exit: 130,
    means: "stopped by Ctrl-C or a termination signal",
    hint: "run the same command again to continue; no half-written file was left",
  },
} as const satisfies Record<string, ErrorEntry>;
