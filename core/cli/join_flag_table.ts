import { TLS_BOOTSTRAPS, WAITS } from "../config/join_options.ts";
import { TIMEOUTS } from "../config/timeouts.ts";

/** One flag of `join`: what the parser, the help and the reference page are made of. */
export interface FlagEntry {
  /** In commander's form: short and long name, and the value's placeholder. */
  readonly flags: string;
  readonly help: string;
  /** May be repeated, and takes comma-separated values. */
  readonly list?: boolean;
  /** An empty value is kept, to be refused: an unset variable must not mean "no pin". */
  readonly keepsEmpty?: boolean;
  readonly choices?: readonly string[];
  /** Shown in help; the default itself is applied where options are read. */
  readonly shownDefault?: string;
  /** Whether it means anything to a phase that runs alone. */
  readonly alone: boolean;
}

export const JOIN_FLAGS: readonly FlagEntry[] = [
  {
    flags: "--token <id.secret>",
    help: "bootstrap token, for discovery and for the certificate request",
    alone: true,
  },
  {
    flags: "--discovery-token <id.secret>",
    help: "token that checks the signature of cluster-info, if it is another than --token",
    alone: true,
  },
  {
    flags: "--tls-bootstrap-token <id.secret>",
    help: "token that authenticates the certificate request, if it is another than --token",
    alone: true,
  },
  {
    flags: "--discovery-token-ca-cert-hash <sha256:hex>",
    help: "pin of the cluster's CA; only pinned CAs become trusted",
    list: true,
    keepsEmpty: true,
    alone: true,
  },
  {
    flags: "--discovery-token-unsafe-skip-ca-verification",
    help: "go without a pin: whoever knows the token can then pose as the cluster",
    alone: true,
  },
  {
    flags: "--node-name <name>",
    help: "name of the Node",
    shownDefault: "the machine's host name",
    alone: true,
  },
  {
    flags: "--cri-socket <socket>",
    help: "socket of the container runtime",
    shownDefault: "found",
    alone: true,
  },
  {
    flags: "--ignore-preflight-errors <checks>",
    help: "checks whose errors are shown as warnings; `all` for every check",
    list: true,
    alone: true,
  },
  {
    flags: "--skip-phases <phases>",
    help: "phases to leave out",
    list: true,
    alone: false,
  },
  {
    flags: "--tls-bootstrap <who>",
    help: "who sends the certificate request; `kubelet` puts the token on the disk meanwhile",
    choices: TLS_BOOTSTRAPS,
    shownDefault: "native",
    alone: true,
  },
  {
    flags: "--wait <for>",
    help: "what to wait for in the end",
    choices: WAITS,
    shownDefault: "registered",
    alone: true,
  },
  {
    flags: "--timeout <name=duration>",
    help: `a deadline other than the default: ${Object.keys(TIMEOUTS).join(", ")}`,
    list: true,
    alone: true,
  },
  {
    flags: "--dry-run",
    help: "look and show, change nothing",
    alone: true,
  },
  {
    flags: "--root <directory>",
    help: "directory that stands for / (for tests and images)",
    shownDefault: "/",
    alone: true,
  },
  {
    flags: "-o, --output <form>",
    help: "`json` prints one object per event, the last one the result",
    choices: ["text", "json"],
    shownDefault: "text",
    alone: true,
  },
  {
    flags: "-v, --verbose",
    help: "show files and requests too",
    alone: true,
  },
];
