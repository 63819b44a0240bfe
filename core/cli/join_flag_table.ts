import { ON_FAILURES, TLS_BOOTSTRAPS, WAITS } from "../config/choices.ts";
import { TIMEOUTS } from "../config/timeouts.ts";
import { DYNAMIC_CONFIG_FLAGS } from "./dynamic_config_flag_table.ts";
import type { FlagEntry } from "./flag_entry.ts";
import { REGISTRATION_FLAGS } from "./registration_flag_table.ts";

/** One flag of `join`. */
export interface JoinFlagEntry extends FlagEntry {
  /** Whether it means anything to a phase that runs alone. */
  readonly alone: boolean;
}

export const JOIN_FLAGS: readonly JoinFlagEntry[] = [
  {
    flags: "--token <id.secret>",
    help:
      "bootstrap token, for discovery and for the certificate request; `-` reads standard input; KUBEWORKER_TOKEN is asked without it",
    alone: true,
  },
  {
    flags: "--token-file <file>",
    help: "file that holds the bootstrap token and nothing else, in place of --token",
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
    flags: "--discovery-ca <file>",
    help: "certificates of the cluster's CA (PEM), in place of their pins",
    alone: true,
  },
  {
    flags: "--discovery-file <path|https-url>",
    help:
      "kubeconfig that names the cluster and its CA; `#sha256=HEX` behind a URL pins its content",
    alone: true,
  },
  {
    flags: "--discovery-file-ca <file>",
    help: "CA of the server that the discovery file is downloaded from (PEM)",
    shownDefault: "the machine's public roots",
    alone: true,
  },
  {
    flags: "--discovery-file-other-hosts",
    help: "let the download of the discovery file be redirected to other hosts",
    alone: true,
  },
  {
    flags: "--discovery-file-exec <command>",
    help: "the credential plugin that the discovery file may run, as its `exec.command` has it",
    alone: true,
  },
  {
    flags: "--discovery-plugin <name>",
    help: "plugin that finds the cluster, from those listed in /etc/kubeworker/config.yaml",
    completes: "plugins",
    alone: true,
  },
  {
    flags: "--discovery-plugin-option <key=value>",
    help: "a value of the plugin's section, as YAML; may be repeated",
    repeated: true,
    alone: true,
  },
  {
    flags: "--plugin-dir <directory>",
    help: "directory of the discovery plugins",
    shownDefault: "/etc/kubeworker/plugins",
    alone: true,
  },
  {
    flags: "--config <file>",
    help:
      "JoinConfiguration of kubeadm (v1alpha3 to v1beta4) or WorkerConfiguration; `-` for standard input; flags win over it",
    alone: true,
  },
  {
    flags: "--strict-kubeadm",
    help: "refuse the flags beside --config that kubeadm refuses",
    alone: true,
  },
  ...REGISTRATION_FLAGS,
  ...DYNAMIC_CONFIG_FLAGS,
  {
    flags: "--ignore-preflight-errors <checks>",
    help: "checks whose errors are shown as warnings; `all` for every check",
    completes: "checks",
    list: true,
    alone: true,
  },
  {
    flags: "--fix <checks>",
    help: "mend what these preflight checks find, or `all` that can be mended",
    completes: "fixes",
    list: true,
    alone: false,
  },
  {
    flags: "--skip-phases <phases>",
    help: "phases to leave out",
    completes: "phases",
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
    flags: "--approve-with <kubeconfig>",
    help: "approve this node's own certificate request with an administrator's kubeconfig",
    alone: true,
  },
  {
    flags: "--approve-with-exec <command>",
    help: "the credential plugin that this kubeconfig may run, as its `exec.command` has it",
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
    completes: "timeouts",
    list: true,
    alone: true,
  },
  {
    flags: "--on-failure <what>",
    help: "what becomes of what a join has done that fails: kept for the next try, or taken back",
    choices: ON_FAILURES,
    shownDefault: "keep",
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
