import { parseDuration } from "../../config/duration.ts";
import { JoinError } from "../../engine/errors.ts";
import { TOKEN_USAGES, type TokenUsage } from "../../kube/bootstrap_token_secret.ts";

/** The group that kubeadm's role bindings are for. */
export const DEFAULT_GROUP = "system:bootstrappers:kubeadm:default-node-token";
export const DEFAULT_TTL = "24h";

/** cluster-bootstrap/token/api. */
const GROUP = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;
/** Go's longest duration, in hours. */
const MOST_HOURS = 2_562_047;

/**
 * When a token expires.
 *
 * @param text in Go's form; `0` is never
 * @throws JoinError `usage`
 */
export function readExpiry(text: string, now: Date): Date | undefined {
  const ms = parseDuration(text);
  if (ms === undefined) throw unusable("--ttl", text, "write a duration as Go does: 24h, 1h30m, 0");
  if (ms === 0) return undefined;
  if (ms < 1000) throw unusable("--ttl", text, "one second is the least; 0 means that it is kept");
  if (ms > MOST_HOURS * 3_600_000) throw unusable("--ttl", text, "0 means that it is kept");
  return new Date(now.getTime() + ms);
}

/** @throws JoinError `usage` */
export function readUsages(texts: readonly string[] = TOKEN_USAGES): readonly TokenUsage[] {
  for (const text of texts) {
    if (!TOKEN_USAGES.some((usage) => usage === text)) {
      throw unusable("--usages", text, `there are: ${TOKEN_USAGES.join(", ")}`);
    }
  }
  if (texts.length === 0) {
    throw new JoinError("usage", "A token of no usage is good for nothing", {
      hint: "leave --usages out, or name signing, authentication or both",
    });
  }
  return TOKEN_USAGES.filter((usage) => texts.includes(usage));
}

/**
 * The groups of who shows the token: kubeadm's, unless told; none for a token that cannot be shown.
 *
 * @throws JoinError `usage`
 */
export function readGroups(
  texts: readonly string[] | undefined,
  usages: readonly TokenUsage[],
): readonly string[] {
  const authenticates = usages.includes("authentication");
  if (texts === undefined) return authenticates ? [DEFAULT_GROUP] : [];
  for (const text of texts) {
    if (!GROUP.test(text)) {
      throw unusable(
        "--groups",
        text,
        `a group is system:bootstrappers: and a-z, 0-9, ':' and '-', as in ${DEFAULT_GROUP}`,
      );
    }
  }
  if (texts.length > 0 && !authenticates) {
    throw new JoinError("usage", "A token without the usage `authentication` has no groups", {
      hint: "leave --groups out, or add authentication to --usages",
    });
  }
  return [...new Set(texts)];
}

/** Which program a printed command is for. */
export type JoinTool = "kubeworker" | "kubeadm";

/**
 * @param value of --print-join-command: a tool, `both`, or what a flag without value may have
 * @throws JoinError `usage`
 */
export function readJoinTools(value: string | boolean | undefined): readonly JoinTool[] {
  switch (value) {
    case undefined:
    case false:
    case "false":
      return [];
    case true:
    case "true":
    case "kubeworker":
      return ["kubeworker"];
    case "kubeadm":
      return ["kubeadm"];
    case "both":
      return ["kubeworker", "kubeadm"];
    default:
      throw unusable(
        "--print-join-command",
        String(value),
        "there are: kubeworker, kubeadm, both; put a token before the flag",
      );
  }
}

function unusable(flag: string, text: string, hint: string): JoinError {
  return new JoinError("usage", `Cannot use "${text}" for ${flag}`, { hint });
}
