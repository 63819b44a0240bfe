import assert from "node:assert/strict";
import type { JoinEvent } from "../../core/engine/events.ts";
import type { RequestRecord } from "../support/control_plane/request_log.ts";
import type { Expectation } from "./case_file.ts";
import type { Ended } from "./join_run.ts";
import { fill, matches, type Placeholders } from "./placeholders.ts";

/** Compares what a run came to with what its case says. */
export function checkExpectation(
  { events, exit, ms, requests }: Ended,
  unfilled: Expectation,
  placeholders: Placeholders,
): void {
  const expected = fill(unfilled, placeholders);
  const result = events.at(-1);
  const error = result?.kind === "result" && !result.ok ? result.error : undefined;
  assert.equal(exit, expected.exit, `wrong exit code; the result is ${JSON.stringify(result)}`);
  assert.equal(error?.code, expected.code, "wrong error code");
  if (expected.phase !== undefined) assert.equal(error?.phase, expected.phase);
  for (const part of expected.messageIncludes) assertIncludes(error?.message, part, "message");
  for (const part of expected.hintIncludes) assertIncludes(error?.hint, part, "hint");
  for (const part of expected.causeIncludes) {
    assertIncludes(error?.causes?.join("\n"), part, "causes");
  }
  checkOrder(events, expected.events);
  for (const kind of expected.noEvents) {
    const found = events.find((event) => event.kind === kind);
    assert.equal(found, undefined, `an event of kind "${kind}": ${JSON.stringify(found)}`);
  }
  if (expected.requests !== undefined) {
    assert.deepEqual(requests.map(shortRequest), expected.requests);
  }
  assert.ok(
    ms < expected.withinMs,
    `it took ${Math.round(ms)} ms instead of ${expected.withinMs}`,
  );
}

function assertIncludes(text: string | undefined, part: string, what: string): void {
  assert.ok(text?.includes(part), `the ${what} lacks "${part}": ${JSON.stringify(text)}`);
}

function checkOrder(events: readonly JoinEvent[], expected: readonly unknown[]): void {
  let from = 0;
  for (const wanted of expected) {
    const index = events.findIndex((event, at) => at >= from && matches(event, wanted));
    const list = events.map((event) => JSON.stringify(event)).join("\n");
    assert.notEqual(
      index,
      -1,
      `no event ${JSON.stringify(wanted)}, or not in this order:\n${list}`,
    );
    from = index + 1;
  }
}

/** As in `GET cluster-info anonymous 200` or `WATCH nodes node 200`. */
function shortRequest({ method, path, user, status }: RequestRecord): string {
  const url = new URL(path, "https://cluster");
  const verb = url.searchParams.get("watch") === "true" ? "WATCH" : method;
  const words = url.pathname.split("/").slice(1);
  const named = ["configmaps", "nodes", "certificatesigningrequests"].includes(words.at(-2) ?? "");
  const what = words.at(-2) === "configmaps" || !named
    ? words.at(-1) ?? url.pathname.slice(1)
    : `${words.at(-2)}/${words.at(-1)?.replace(/^node-csr-.*/, "node-csr-…")}`;
  const who = user === "" ? "refused" : user.split(":")[1] ?? user;
  return `${verb} ${what} ${who} ${status}`;
}
