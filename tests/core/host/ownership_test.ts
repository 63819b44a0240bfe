import assert from "node:assert/strict";
import { isOurs } from "../../../core/host/ownership.ts";
import { sha256 } from "../../../core/host/digest.ts";

const PATH = "/etc/kubernetes/pki/ca.crt";

function machine(
  content: string | undefined,
  journal: string | undefined,
): Parameters<typeof isOurs>[0] {
  return {
    read: (path) => Promise.resolve(path === PATH ? content : journal),
    stat: () =>
      Promise.resolve(content === undefined ? undefined : { kind: "file", mode: 0o644, size: 1 }),
  };
}

let seq = 0;

/** A change of that file; null for its removal. */
function began(text: string | null): string {
  const after = text === null ? null : { kind: "file", mode: 0o644, sha256: sha256(text) };
  const change = { kind: "file", path: PATH, before: null, after };
  return JSON.stringify({ seq: ++seq, time: "", run: "r", state: "intent", change }) + "\n";
}

function wrote(text: string | null): string {
  const intent = began(text);
  return `${intent}${
    JSON.stringify({ seq: ++seq, time: "", run: "r", state: "done", of: seq - 1 })
  }\n`;
}

Deno.test.each([
  { what: "what it wrote last", content: "new", journal: wrote("old") + wrote("new"), ours: true },
  {
    what: "what it wrote before that",
    content: "old",
    journal: wrote("old") + wrote("new"),
    ours: false,
  },
  {
    what: "what it wrote last, and was about to replace",
    content: "old",
    journal: wrote("old") + began("new"),
    ours: true,
  },
  {
    what: "what it was about to remove",
    content: "old",
    journal: wrote("old") + began(null),
    ours: true,
  },
  {
    what: "what somebody put where it had removed its own",
    content: "old",
    journal: wrote("old") + wrote(null),
    ours: false,
  },
  { what: "what somebody changed", content: "other", journal: wrote("new"), ours: false },
  { what: "a file, without a journal", content: "new", journal: undefined, ours: false },
  { what: "no file", content: undefined, journal: wrote("new"), ours: false },
  {
    what: "a file, past a torn line",
    content: "new",
    journal: wrote("new") + '{"seq":2',
    ours: true,
  },
])("isOurs() says $ours of $what", async ({ content, journal, ours }) => {
  assert.equal(await isOurs(machine(content, journal), PATH), ours);
});
