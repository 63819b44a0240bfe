import { listTokens } from "../../kube/bootstrap_tokens.ts";
import type { StoredToken } from "../../kube/bootstrap_token_secret.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";
import { type AdministratorFlags, administratorOf } from "./administrator.ts";
import { formatRecords, readTokenForm, tokenRecord } from "./token_output.ts";
import { tokenTable } from "./token_table.ts";

export interface ListFlags extends AdministratorFlags {
  /** Shows whole tokens: whoever sees one may join. */
  readonly showSecrets?: boolean | undefined;
  readonly output?: string | undefined;
}

/**
 * Shows the cluster's bootstrap tokens, those that expire first above; Secrets that look like one and are
 * none, on standard error.
 *
 * @throws JoinError `usage`, and what reading the kubeconfig and asking the cluster throw
 */
export async function list(flags: ListFlags, tool: Tool): Promise<number> {
  const { terminal, signal, clock } = tool;
  const form = readTokenForm(flags.output);
  const withSecrets = flags.showSecrets ?? false;
  using host = await tool.openHost();
  const administrator = await administratorOf(flags, host, signal);
  const { tokens, unusable } = await listTokens(administrator.api(signal));
  const sorted = tokens.toSorted(byExpiry);
  const now = clock.now();
  if (form !== "text") {
    const records = sorted.map((token) => tokenRecord(token, { withSecret: withSecrets, now }));
    terminal.out(await formatRecords(records, form, { withSecrets }));
  } else if (sorted.length > 0) {
    // What another program reads has one line a token, however long.
    const columns = terminal.isTerminal ? terminal.columns : Infinity;
    terminal.out(`${tokenTable(sorted, { withSecrets, now, columns }).join("\n")}\n`);
  } else {
    terminal.out("The cluster has no bootstrap token; `kubeworker token create` makes one\n");
  }
  for (const { name, why } of unusable) {
    terminal.err(`warning: ${printable(`Secret ${name} is no bootstrap token: ${why}`)}\n`);
  }
  return 0;
}

function byExpiry(one: StoredToken, other: StoredToken): number {
  const [first, second] = [one, other].map(({ expires }) => expires?.getTime() ?? Infinity);
  if (first === second) return one.id < other.id ? -1 : 1;
  return (first ?? 0) - (second ?? 0);
}
