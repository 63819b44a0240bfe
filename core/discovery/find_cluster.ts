import { parseEndpoint } from "../config/endpoint.ts";
import { JoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import type { Host } from "../host/types.ts";
import { createServers, type ServerAccess, type Servers } from "../engine/servers.ts";
import { judge, type TrustPolicy, type Verdict } from "../trust/decide.ts";
import type { Proposal } from "../trust/proposal.ts";
import { serverUrl } from "../trust/server_url.ts";
import { explain } from "./ask.ts";
import { requireCurrentCa } from "./ca_dates.ts";
import { type Contender, contendersFor } from "./contender.ts";
import { type Proof, proveByCa, proveBySignature, proveDecision, warnOfRefused } from "./proof.ts";
import { proveByRoots } from "./public_proof.ts";
import { race } from "./race.ts";
import type { SearchContext } from "./search_context.ts";

/** A cluster that has been proven, and the way to it. */
export interface FoundCluster extends Proof {
  readonly server: string;
  readonly servers: Servers;
  readonly winner: Contender;
  /** There were several ways, so that it is worth saying which one won. */
  readonly contested: boolean;
}

export interface FindContext extends SearchContext {
  readonly local: Pick<Host["local"], "resolve" | "proxyFor">;
  readonly emit: Emit;
}

/**
 * From a proposal to a proven cluster: `core/trust` judges the proposal, then its servers are raced, and the
 * first that proves to be the cluster's wins. A dead, slow or lying one costs the others' head start.
 *
 * @throws JoinError of the server whose answer tells most; `ca-expired`, `clock-off`
 */
export async function findCluster(
  proposal: Proposal,
  policy: TrustPolicy,
  ctx: FindContext,
): Promise<FoundCluster> {
  const verdict = judge(proposal, policy);
  if (verdict.kind === "trusted") warnOfRefused(verdict.ca, ctx);
  if (verdict.kind === "signed") warnOfRefused(verdict.decision.ca, ctx);
  const urls = [...new Set(proposal.servers.map(toUrl))];
  const contenders = await contendersFor(urls, ctx);
  const contested = contenders.length > 1;
  const troubles = new Map<Contender, number>();
  const { winner, proof } = await race(contenders, async (contender, signal) => {
    function waiting(what: string, reason: string): void {
      troubles.set(contender, ctx.clock.elapsedMs());
      ctx.waiting(what, reason);
    }
    const proof = await prove(contender, verdict, policy, { ...ctx, signal, waiting });
    return { winner: contender, proof };
  }, {
    clock: ctx.clock,
    signal: ctx.signal,
    ended(contender, outcome, ms, error) {
      report(contender, outcome, ms, error, ctx, contested);
    },
  });
  requireCurrentCa(proof.ca, ctx.clock.now(), proof.clockAheadMs);
  const server = proof.server ?? winner.url;
  const servers = inOrder(server, winner, contenders, troubles.get(winner));
  return { ...proof, server, servers, winner, contested };
}

function prove(
  contender: Contender,
  verdict: Verdict,
  policy: TrustPolicy,
  ctx: SearchContext,
): Promise<Proof> {
  switch (verdict.kind) {
    case "trusted":
      return proveByCa(contender, verdict.ca, ctx);
    case "signed":
      return proveDecision(contender, verdict.decision, ctx)
        .catch(async (error) => {
          throw await explain(error, contender, ctx);
        });
    case "public":
      return proveByRoots(contender, verdict.adopt, ctx);
    case "unproven":
      return proveBySignature(contender, policy, ctx);
    default:
      verdict satisfies never;
      throw new TypeError("no such verdict");
  }
}

function report(
  { name }: Contender,
  outcome: "won" | "lost" | "abandoned",
  ms: number,
  error: JoinError | undefined,
  { emit, warn, signal }: FindContext,
  contested: boolean,
): void {
  const loss = error === undefined ? {} : { error: error.code, reason: error.message };
  emit({ kind: "contender", server: name, outcome, ms: Math.round(ms), ...loss });
  emit({ kind: "waited", phase: "discovery", what: `the API server at ${name}`, ms });
  // Who is alone ends the join with that error. Who lies among others is worth a line at once.
  if (!contested || signal.aborted || error?.exitCode !== 5) return;
  warn(`${name} is not taken for the cluster: ${error.message}`, error.hint);
}

/** The server that the cluster names, by the way that has worked; then the others, the winner first. */
function inOrder(
  server: string,
  winner: Contender,
  contenders: readonly Contender[],
  failedAtMs: number | undefined,
): Servers {
  const direct = winner.url === server ? [] : [{ url: server }];
  const others = contenders.filter((contender) => contender !== winner);
  const preferred: ServerAccess = direct[0] ?? winner;
  const rest = [...(direct.length === 0 ? [] : [winner]), ...others];
  return createServers([preferred, ...rest.map(({ url, route }) => ({ url, route }))], failedAtMs);
}

/** @throws JoinError `endpoint-malformed`, or `discovery-file-malformed` for a URL */
function toUrl(server: string): string {
  if (/^[a-z]+:\/\//i.test(server)) return serverUrl(server, "discovery-file-malformed");
  return `https://${parseEndpoint(server).text}`;
}
