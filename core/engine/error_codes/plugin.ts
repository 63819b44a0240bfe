import type { ErrorEntry } from "./entry.ts";

const CHECK = "`kubeworker plugin test FILE` runs a plugin alone and shows what it says";

/** A discovery plugin of the operator's own, or the file that lists it (exit codes 3, 5 and 9). */
export const PLUGIN_ERRORS = {
  "config-malformed": {
    exit: 3,
    means: "the configuration file has an unknown field, a value of the wrong type, or is not YAML",
    hint: "mend what is listed; nothing was done",
  },
  "config-unsafe": {
    exit: 5,
    means: "somebody other than root could change the configuration file",
    hint: "make it root's and writable by root alone: `chown root:root` and `chmod 0644`",
  },
  "plugin-unlisted": {
    exit: 3,
    means: "the plugin asked for is not in the configuration file's list, or its file is not there",
    hint: "`kubeworker plugin check FILE` prints the lines to put into /etc/kubeworker/config.yaml",
  },
  "plugin-changed": {
    exit: 5,
    means: "a plugin's file is not the one that was listed",
    hint:
      "look at what has changed, then list it anew: `kubeworker plugin check FILE` prints the lines",
  },
  "plugin-unsafe": {
    exit: 5,
    means: "somebody other than root could change a plugin's file, or it is not a plain file",
    hint: "make it and its directory root's and writable by root alone",
  },
  "plugin-forbidden": {
    exit: 5,
    means: "a plugin asks for more than the configuration file grants",
    hint: "grant it under `permissions` of its listing, if you agree",
  },
  "plugin-section-invalid": {
    exit: 3,
    means: "the options given for a plugin do not fit what it takes",
    hint: "`kubeworker plugin check FILE` shows what the plugin takes",
  },
  "plugin-failed": {
    exit: 9,
    means: "a plugin said that it failed, or ended without an answer",
    hint: CHECK,
  },
  "plugin-malformed": {
    exit: 9,
    means: "a plugin's description or proposal does not have the form of the contract",
    hint: `tell the plugin's author; ${CHECK}`,
  },
  "plugin-timeout": {
    exit: 9,
    means: "a plugin did not end within its time; all its processes were ended",
    hint: "raise `timeout` of its listing (at most 10m), if it needs longer",
  },
  "plugin-limit": {
    exit: 9,
    means:
      "a plugin used too much memory, printed too much or started too many processes; all were ended",
    hint: "raise `memory` of its listing, if it needs more; it may print at most 1 MiB",
  },
  "plugin-unconfined": {
    exit: 9,
    means: "a plugin could not be started as a user of its own",
    hint: "put kubeworker into /usr/local/bin, where every user may execute it",
  },
} as const satisfies Record<string, ErrorEntry>;
