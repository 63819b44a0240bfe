import type { EventBody } from "../../core/engine/events.ts";

/** What each kind of event says, for the reference page. The type keeps the list whole. */
export const EVENT_MEANINGS: Readonly<Record<EventBody["kind"], string>> = {
  "plan":
    "the phases, and whether each will `run`, only `provide` what another needs, or is left out (`skip`)",
  "phase-start": "a phase begins",
  "phase-end":
    "a phase has ended: `done`, `recalled` (taken from an earlier run), `failed`, or `stopped` (dry run); with its time in ms",
  "waiting": "what a phase waits for, the reason where one is known, and the deadline in ms",
  "waited": "that wait is over",
  "problem": "a finding of a check: `check`, `level` (`warning` or `error`), `text`, `hint`",
  "note": "something worth knowing: `level`, `text`, perhaps a `hint`",
  "csr":
    "the certificate signing request waits for approval: `name`, `keyFingerprint`, and the command that approves it",
  "request":
    "a request to the API server: `method`, `url`, `status` or `error`, `ms`; never a body or header",
  "file":
    "a change to a file: `action`, `path`, `mode` (a number), `bytes`, `sha256`, `target`; in a dry run a `diff`",
  "service": "the kubelet's service was started or stopped",
  "unseen": "dry run: what would follow, but depends on the cluster's answer",
  "result":
    "the last object: `ok`; then `nodeName`, `server`, `caPins`, or `exitCode` and `error` (`code`, `message`, `hint`, `phase`, `causes`, `detail`)",
};
