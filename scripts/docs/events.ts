import type { EventBody } from "../../core/engine/events.ts";

/** What each kind of event says, for the reference page. The type keeps the list whole. */
export const EVENT_MEANINGS: Readonly<Record<EventBody["kind"], string>> = {
  "plan":
    "the phases, and whether each will `run`, only `provide` what another needs, or is left out (`skip`)",
  "phase-start": "a phase begins",
  "phase-end":
    "a phase has ended: `done`, `kept` (done by an earlier run), `recalled` (taken from an earlier run, for a phase alone), `failed`, or `stopped` (dry run); with its time in ms",
  "node":
    "this machine as a node: `name`, and once they are known `kubeletVersion` and `runtime` (`name`, `version`, `socket`)",
  "trust":
    "the cluster is found and trusted: `server`, `because` (the ground), `signedBy` (the token's id), `certificates` (`subject`, `sha256`, `pin`, `notAfter`), and pins that were `refused`",
  "plugin":
    "the discovery plugin: `name`, `carrier` (`built-in`, `file`, `executable`); for users' own `path`, `sha256`, `version` and the `permissions` it had",
  "plugin-log":
    "a line of the log of a user's plugin: `plugin`, `text`, at most 1,000 characters; in text output with --verbose alone",
  "contender":
    "a server, or one of several ways to it: `server`, whether it `won`, `lost` or was `abandoned`, `ms`; why it lost: `error` and `reason`",
  "waiting": "what a phase waits for, the reason where one is known, and the deadline in ms",
  "waited": "that wait is over",
  "check":
    "a preflight check has ended: `check`, `group`, `outcome` (`ok`, `warning`, `error`, or `ignored` for an error named in --ignore-preflight-errors), `ms`",
  "problem": "a finding of a check: `check`, `level` (`warning` or `error`), `text`, `hint`",
  "note": "something worth knowing: `level`, `text`, perhaps a `hint`",
  "csr":
    "the certificate signing request waits for approval: `name`, `keyFingerprint`, and the command that approves it",
  "config-source":
    "the Node waits for somebody to make its kubelet follow a ConfigMap: `node`, `configMap`, the command that does it as `set`, and the `reason` why the join cannot",
  "request":
    "a request to the API server: `method`, `url`, `status` or `error`, `ms`, `bytes` of the answer, `broke` for an answer that had begun and broke off; never a body or header",
  "file":
    "a change to a file: `action`, `path`, `mode` (a number), `bytes`, `sha256`, `target`; in a dry run a `diff`",
  "service": "a service was started, stopped, enabled or disabled",
  "kernel":
    "a change to the running kernel: `action` (`set`, `load`, `unload`, `swapoff`, `swapon`, `unmount`), `what`, perhaps a `value`",
  "fix":
    "what became of a finding that --fix was asked to mend: `check`, `outcome` (`mended`, `shown` in a dry run, `refused`, `failed`), `reason`, `hint`",
  "hook":
    "a program of the operator's: `place` (`beforeKubelet`, `afterJoin`, `onFailure`), `path`, `outcome` (`started`, `done`, `failed`, or `shown` in a dry run), `ms`; never its arguments",
  "hook-log":
    "a line that a hook has said: `path`, `text`, at most 1,000 characters and 200 lines; in text output with --verbose alone",
  "unseen": "dry run: what would follow, but depends on the cluster's answer",
  "result":
    "the last object: `ok`; then `nodeName`, `server`, `caPins`, of a whole join `join` (`new`, `continued`, or `already-joined`: nothing was changed), `hardships` where not all went smoothly (`failedRequests`, `errors`, `outages`, `longestOutageMs`, `slowestAnswerMs`), `checks` of `preflight` and `reset` of `reset`, or `exitCode` and `error` (`code`, `message`, `hint`, `phase`, `causes`, `detail`)",
};
