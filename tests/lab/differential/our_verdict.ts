import assert from "node:assert/strict";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import type { Done } from "../support/command.ts";
import type { Verdict } from "./verdict.ts";

/** The exit code of whatever is wrong with flags or files. */
const REFUSED = 3;

/** kubeadm's names for what our error codes are about. */
const FIELDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  "endpoint-missing": "discovery",
  "endpoint-malformed": "discovery.bootstrapToken.apiServerEndpoint",
  "token-missing": "discovery.bootstrapToken.token",
  "pin-missing": "discovery.bootstrapToken.caCertHashes",
  "pin-malformed": "discovery.bootstrapToken.caCertHashes",
  "node-name-invalid": "nodeRegistration.name",
  "cri-socket-malformed": "nodeRegistration.criSocket",
  "preflight-ignore-invalid": "--ignore-preflight-errors",
  "phase-unknown": "--skip-phases",
  "input-unreadable": "--config",
  "discovery-conflict": "discovery",
  "discovery-file-unreadable": "discovery.file.kubeConfigPath",
  "discovery-url-malformed": "discovery.file.kubeConfigPath",
};

/** Reads the last line of a join with `-o json`. */
export function ourVerdict({ code, stdout, stderr }: Done): Verdict {
  if (code !== REFUSED) return { accepted: true, fields: [] };
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  assert.match(last, /^\{/, `no result: ${stdout}\n${stderr}`);
  const { error } = JSON.parse(last);
  const { problems } = error.detail ?? {};
  if (Array.isArray(problems)) return { accepted: false, fields: problems.map(pathOf) };
  if (error.code === "token-malformed") {
    const name = /--tls-bootstrap-token/.test(error.message)
      ? "tlsBootstrapToken"
      : "bootstrapToken";
    return { accepted: false, fields: [`discovery.${name}`] };
  }
  const field = FIELDS[error.code as ErrorCode];
  if (field !== undefined) return { accepted: false, fields: [field] };
  const flags: string[] = error.message.match(/(?<![\w-])--?[a-z][\w-]*/g) ?? [];
  return { accepted: false, fields: flags };
}

/** The path in `file:line:column: path: what is wrong`. */
function pathOf(problem: string): string {
  return /^.*?:\d+:\d+: (?:([\w.[\]]+): )?/.exec(problem)?.[1] ?? "";
}

/** Reads the findings of `config validate -o json`. */
export function ourFileVerdict({ code, stdout }: Done): Verdict {
  if (code === 0) return { accepted: true, fields: [] };
  const findings = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const fields = findings.filter(({ level }) => level === "invalid" || level === "unsupported")
    .map(({ path }): string => path).filter((path) => path !== "");
  return { accepted: false, fields };
}
