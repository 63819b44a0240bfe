import { JoinError } from "../../engine/errors.ts";
import { rfc3339, type StoredToken } from "../../kube/bootstrap_token_secret.ts";
import { jsonLine, jsonLineWithTokens } from "../json_line.ts";

export const TOKEN_FORMS = ["text", "json", "yaml"] as const;
export type TokenForm = typeof TOKEN_FORMS[number];

/** The value of `--output`. @throws JoinError `usage` */
export function readTokenForm(text = "text"): TokenForm {
  const form = TOKEN_FORMS.find((known) => known === text);
  if (form !== undefined) return form;
  throw new JoinError("usage", `Cannot use "${text}" for --output`, {
    hint: `there are: ${TOKEN_FORMS.join(", ")}`,
  });
}

/** A token as a program reads it; its secret only for who has asked for it. */
export function tokenRecord(
  token: StoredToken,
  { withSecret, now }: { withSecret: boolean; now: Date },
): Record<string, unknown> {
  const { id, bearer, expires, usages, groups, description, forNode } = token;
  return {
    kind: "bootstrap-token",
    id,
    ...(withSecret ? { token: bearer.reveal() } : {}),
    expires: expires === undefined ? null : rfc3339(expires),
    expired: isExpired(token, now),
    usages,
    groups,
    description,
    ...(forNode === undefined ? {} : { forNode }),
  };
}

export function isExpired({ expires }: Pick<StoredToken, "expires">, now: Date): boolean {
  return expires !== undefined && expires.getTime() <= now.getTime();
}

/** Records for programs: an object a line, or a document each. */
export async function formatRecords(
  records: readonly Record<string, unknown>[],
  form: Exclude<TokenForm, "text">,
  { withSecrets }: { withSecrets: boolean },
): Promise<string> {
  const lines = records.map((record) =>
    withSecrets ? jsonLineWithTokens(record) : jsonLine(record)
  );
  if (form === "json") return lines.join("");
  const { yamlDocuments } = await import("./yaml_documents.ts");
  // By way of JSON: what it leaves out is left out here as well.
  return yamlDocuments(lines.map((line) => JSON.parse(line)));
}
