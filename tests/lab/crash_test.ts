/**
 * Joins that are killed, and nodes whose power is cut, at moments spread over a whole join; then the same
 * line again. See lab.ts for how to run this.
 */
import assert from "node:assert/strict";
import type { JoinEvent } from "../../core/engine/events.ts";
import { type Lab, labTest, up, type Version, VERSIONS } from "./lab.ts";
import { joins, runJoin } from "./support/join_run.ts";
import { type Before, joinedState } from "./support/joined_state.ts";
import type { Machine } from "./support/machine.ts";
import { stateOf } from "./support/machine_state.ts";
import { requestNames } from "./support/manual_approval.ts";
import { install } from "./support/program.ts";
import { inWords, type Strike, struckJoin } from "./support/struck_join.ts";

/** Moments at which the program is killed, and at which the power is cut. */
const KILLS = 22;
const POWER_CUTS = 4;
/** Nodes at a time. */
const SIDE_BY_SIDE = 2;

interface Undisturbed {
  events: readonly JoinEvent[];
  state: string[];
}

async function fresh(cluster: Lab, name: string): Promise<{ node: Machine; before: Before }> {
  const node = await cluster.node(name);
  await install(node);
  return { node, before: await stateOf(node) };
}

async function undisturbed(cluster: Lab, args: readonly string[]): Promise<Undisturbed> {
  const { node, before } = await fresh(cluster, "n1");
  await using _node = node;
  const { events } = await joins(node, args);
  return { events, state: await joinedState(node, before) };
}

/** @returns where it was struck, in words */
async function struckAndJoins(
  cluster: Lab,
  name: string,
  strike: Strike,
  args: readonly string[],
  wanted: Undisturbed,
): Promise<string> {
  const { node, before } = await fresh(cluster, name);
  await using _node = node;
  const event = await struckJoin(node, args, strike);
  const where = event === undefined ? "after its end" : `at ${inWords(event)}`;
  if (strike.signal === "STOP") await node.powerCut();
  const again = await runJoin(node, args);
  assert.equal(again.code, 0, `${where}: ${again.stdout.trimEnd().split("\n").at(-1)}`);
  await cluster.ready(name);
  assert.deepEqual(await joinedState(node, before), wanted.state, where);
  await cluster.kubectl("delete", "node", name);
  return where;
}

/**
 * So many moments, as counts of events, from the first event to the one before the result. The checks, which
 * are most of the events and change nothing, are one moment.
 */
function moments(wanted: number, events: readonly JoinEvent[]): number[] {
  const check = events.findIndex(({ kind }) => kind === "check");
  const counts = events.flatMap(({ kind }, index) =>
    kind === "result" || (kind === "check" && index !== check) ? [] : [index + 1]
  );
  const last = counts.length - 1;
  const chosen = Array.from({ length: wanted }, (_, at) => Math.round(at * last / (wanted - 1)));
  return counts.filter((_, index) => chosen.includes(index));
}

async function sideBySide<T, R>(
  items: readonly T[],
  action: (item: T, index: number) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = [];
  const left = items.entries();
  async function work(): Promise<void> {
    for (const [index, item] of left) {
      const [result] = await Promise.allSettled([action(item, index)]);
      results[index] = result;
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return results;
}

async function strikeAll(version: Version, t: Deno.TestContext): Promise<void> {
  await using cluster = await up(version);
  const args = [...cluster.joinArgs, "--wait=ready"];
  const wanted = await undisturbed(cluster, args);
  const strikes: Strike[] = [
    ...moments(KILLS, wanted.events).map((events) => ({ events, signal: "KILL" as const })),
    ...moments(POWER_CUTS, wanted.events).map((events) => ({ events, signal: "STOP" as const })),
  ];
  const struck = await sideBySide(
    strikes,
    (strike, index) => struckAndJoins(cluster, `n${index + 2}`, strike, args, wanted),
  );
  for (const [index, { events, signal }] of strikes.entries()) {
    const result = struck[index];
    const how = signal === "KILL" ? "killed" : "power cut";
    const where = result?.status === "fulfilled" ? result.value : "lost";
    await t.step(`${how} after ${events} of ${wanted.events.length} events: ${where}`, () => {
      if (result?.status === "rejected") throw result.reason;
    });
  }
  const requests = await requestNames(cluster);
  assert.equal(requests.length, strikes.length + 1, "one request for each node");
}

for (const version of VERSIONS) {
  labTest(
    `killed or without power at any moment, then the same line again, on ${version}`,
    (t) => strikeAll(version, t),
  );
}
