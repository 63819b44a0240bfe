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

function wrote(text: string): string {
  const after = { kind: "file", mode: 0o644, sha256: sha256(text) };
  const change = { kind: "file", path: PATH, before: null, after };
  return JSON.stringify({ seq: 1, time: "", run: "r", state: "intent", change }) + "\n";
}

Deno.test.each([
  { what: "what it wrote last", content: "new", journal: wrote("old") + wrote("new"), ours: true },
  {
    what: "what it wrote before that",
    content: "old",
    journal: wrote("old") + wrote("new"),
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
