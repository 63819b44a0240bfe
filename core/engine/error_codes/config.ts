import type { ErrorEntry } from "./entry.ts";

/** A configuration file of `--config` or `kubeworker config` cannot be used (exit code 3). */
export const CONFIG_ERRORS = {
  "config-invalid": {
    exit: 3,
    means:
      "a configuration file is not YAML, or has an unknown field, a wrong value or a wrong document",
    hint: "`kubeworker config validate FILE` shows everything that is wrong; nothing was done",
  },
  "config-unsupported": {
    exit: 3,
    means: "a configuration file is right, but asks for what kubeworker does not do",
    hint: "take what is listed out of the file; nothing was done",
  },
  "hook-unusable": {
    exit: 3,
    means:
      "a hook of the configuration is not there, cannot be executed, or can be changed by others than root",
    hint:
      "name the file itself (`readlink -f FILE`), which root owns and root alone may write, as each directory above it; nothing was done",
  },
  "config-mixed": {
    exit: 3,
    means: "--strict-kubeadm: --config was given together with flags that kubeadm does not allow",
    hint: "put them into the file, or leave out --strict-kubeadm: flags then win over the file",
  },
  "config-not-migratable": {
    exit: 3,
    means: "a configuration file has what the version asked for cannot say, or is newer than it",
    hint: "`--to` takes a version that is at least as new as the file's",
  },
} as const satisfies Record<string, ErrorEntry>;
