import type { ErrorEntry } from "./entry.ts";

/** What `pin` and `inspect` were given cannot be used (exit code 3). */
export const TOOL_ERRORS = {
  "input-unreadable": {
    exit: 3,
    means: "a file named on the command line is not there, is too large, or cannot be read",
    hint: "check the path; `-` reads standard input",
  },
  "certificate-missing": {
    exit: 3,
    means: "there is no certificate in what was given",
    hint: "the cluster's CA is in /etc/kubernetes/pki/ca.crt on a control plane",
  },
} as const satisfies Record<string, ErrorEntry>;
