import { JoinError } from "../../engine/errors.ts";
import { deleteToken } from "../../kube/bootstrap_tokens.ts";
import { parseBootstrapToken } from "../../trust/bootstrap_token.ts";
import { jsonLine } from "../json_line.ts";
import { readOutputForm } from "../output_form.ts";
import type { Tool } from "../tool.ts";
import { type AdministratorFlags, administratorOf } from "./administrator.ts";

export interface DeleteFlags extends AdministratorFlags {
  /** Ids, or whole tokens. */
  readonly tokens: readonly string[];
  readonly output?: string | undefined;
}

/**
 * Takes tokens out of the cluster. One that is not there does not keep the others from going.
 *
 * @throws JoinError `token-malformed` before anything is deleted, `token-absent` at the end, and what reading
 * the kubeconfig and asking the cluster throw
 */
export async function deleteTokens(flags: DeleteFlags, tool: Tool): Promise<number> {
  const { terminal, signal } = tool;
  const form = readOutputForm(flags.output);
  const ids = new Set(flags.tokens.map(idOf));
  using host = await tool.openHost({ changesCluster: true });
  const administrator = await administratorOf(flags, host, signal);
  const api = administrator.api(signal);
  const absent: string[] = [];
  for (const id of ids) {
    const deleted = await deleteToken(api, id);
    if (!deleted) absent.push(id);
    if (form === "json") terminal.out(jsonLine({ kind: "bootstrap-token", id, deleted }));
    else if (deleted) terminal.out(`Deleted bootstrap token "${id}"\n`);
  }
  if (absent.length === 0) return 0;
  const names = absent.map((id) => `"${id}"`).join(", ");
  throw new JoinError("token-absent", `The cluster has no bootstrap token ${names}`, {
    detail: { absent },
  });
}

function idOf(text: string, index: number): string {
  if (/^[a-z0-9]{6}$/.test(text)) return text;
  return parseBootstrapToken(text, `argument ${index + 1} (no id either)`).id;
}
