import { normalizeNodeName } from "../../config/node_name.ts";
import { JoinError } from "../../engine/errors.ts";
import type { HttpsResponse } from "../../host/types.ts";
import { createToken } from "../../kube/bootstrap_tokens.ts";
import type { StoredToken } from "../../kube/bootstrap_token_secret.ts";
import { clockAheadOf, describeSkew } from "../../node/clock_skew.ts";
import { type BootstrapToken, parseBootstrapToken } from "../../trust/bootstrap_token.ts";
import { makeBootstrapToken } from "../../trust/make_bootstrap_token.ts";
import { readTokenText } from "../token_input.ts";
import type { Tool } from "../tool.ts";
import { type AdministratorFlags, administratorOf } from "./administrator.ts";
import { joinCommand, type JoinTarget, readJoinTarget } from "./join_target.ts";
import {
  DEFAULT_TTL,
  type JoinTool,
  readExpiry,
  readGroups,
  readJoinTools,
  readUsages,
} from "./token_options.ts";
import { formatRecords, readTokenForm, tokenRecord } from "./token_output.ts";

export interface CreateFlags extends AdministratorFlags {
  /** `ID.SECRET`, or `-` for standard input; a new one unless given. */
  readonly token?: string | undefined;
  readonly ttl?: string | undefined;
  readonly usages?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly forNode?: string | undefined;
  readonly printJoinCommand?: string | boolean | undefined;
  readonly output?: string | undefined;
}

/**
 * Puts a token into the cluster and prints it, or the command that joins by it. Everything is read and
 * checked before: what fails leaves no token behind.
 *
 * @throws JoinError `usage`, `token-malformed`, `node-name-invalid`, `token-exists`, `pin-mismatch`, and what
 * reading the kubeconfig and asking the cluster throw
 */
export async function create(given: CreateFlags, tool: Tool): Promise<number> {
  const flags = tokenNotTakenForValue(given);
  const form = readTokenForm(flags.output);
  const tools = readJoinTools(flags.printJoinCommand);
  const token = await readToken(flags.token, tool);
  const stored = toStored(token, flags, tool.clock.now());
  if (tools.length > 0 && stored.usages.length < 2) {
    throw new JoinError("usage", `Nobody can join by a token for ${stored.usages.join()} alone`, {
      hint: "leave --usages out, or leave out --print-join-command",
    });
  }
  using host = await tool.openHost({ changesCluster: true });
  const administrator = await administratorOf(flags, host, tool.signal);
  const api = administrator.api(tool.signal);
  const target = tools.length === 0 ? undefined : await readJoinTarget(api, administrator.ca);
  const answer = await createToken(api, stored, { fresh: flags.token === undefined });
  const commands = target === undefined ? {} : commandsOf(tools, target, token);
  if (form === "text") {
    const lines = target === undefined ? [token.bearer.reveal()] : Object.values(commands);
    tool.terminal.out(`${lines.join("\n")}\n`);
  } else {
    const record = {
      ...tokenRecord(stored, { withSecret: true, now: tool.clock.now() }),
      ...(target === undefined ? {} : { joinCommands: commands }),
    };
    tool.terminal.out(await formatRecords([record], form, { withSecrets: true }));
  }
  for (const text of warnings(answer, stored, target)) tool.terminal.err(`warning: ${text}\n`);
  return 0;
}

function* warnings(
  answer: HttpsResponse,
  { expires }: StoredToken,
  target: JoinTarget | undefined,
): Generator<string> {
  for (const pin of target?.unknown ?? []) {
    yield `cluster-info has a CA ${pin} that the kubeconfig does not have: it is not pinned`;
  }
  const skew = expires === undefined ? undefined : describeSkew(clockAheadOf(answer));
  if (skew !== undefined) yield `${skew.text}: for the cluster, the token expires at another time`;
}

/** The flag's value may be left out, and the parser then takes the next word for it. */
function tokenNotTakenForValue(flags: CreateFlags): CreateFlags {
  const { token, printJoinCommand: value } = flags;
  const taken = token === undefined && typeof value === "string" && /^.{6}\..{16}$|^-$/.test(value);
  return taken ? { ...flags, token: value, printJoinCommand: true } : flags;
}

async function readToken(
  text: string | undefined,
  { terminal: { readInput }, signal }: Tool,
): Promise<BootstrapToken> {
  if (text === undefined) return makeBootstrapToken();
  if (text !== "-") return parseBootstrapToken(text, "the command line");
  return parseBootstrapToken(await readTokenText("-", { readInput, signal }), "standard input");
}

function toStored(token: BootstrapToken, flags: CreateFlags, now: Date): StoredToken {
  const { description = "" } = flags;
  const forNode = flags.forNode === undefined ? undefined : normalizeNodeName(flags.forNode);
  const usages = readUsages(flags.usages);
  const mark = forNode === undefined ? "" : `for node ${forNode}`;
  return {
    id: token.id,
    bearer: token.bearer,
    expires: readExpiry(flags.ttl ?? DEFAULT_TTL, now),
    usages,
    groups: readGroups(flags.groups, usages),
    description: description !== "" && mark !== ""
      ? `${description} (${mark})`
      : description + mark,
    forNode,
  };
}

function commandsOf(
  tools: readonly JoinTool[],
  target: JoinTarget,
  token: BootstrapToken,
): Partial<Record<JoinTool, string>> {
  return Object.fromEntries(tools.map((tool) => [tool, joinCommand(tool, target, token)]));
}
