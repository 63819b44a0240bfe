import type { ErrorEntry } from "./entry.ts";

/** What `pin`, `inspect`, `report` and `status` were given cannot be used (exit code 3), or did not come to its end. */
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
  "status-incomplete": {
    exit: 8,
    means: "a part of a node's state could not be found out in time",
    hint: "what the other parts say may tell why; run it again",
  },
  "report-missing": {
    exit: 3,
    means: "no join has left a report on this machine",
    hint: "a join writes one once it has changed something; name a FILE to show another machine's",
  },
  "report-malformed": {
    exit: 3,
    means: "a file is not the report of a join, or is one of a later version",
    hint: "`kubeworker report --schema` prints the form that it must have",
  },
} as const satisfies Record<string, ErrorEntry>;
