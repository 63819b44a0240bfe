import assert from "node:assert/strict";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import { afterwards, type Answer, says, sends, startFileServer } from "../support/file_server.ts";
import { declines, proposes } from "./proposing.ts";
import { by, FILE, identity } from "./web.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each<{ what: string; answer: Answer; tries: number }>([
  { what: "500", answer: afterwards(1, says(500), sends(FILE)), tries: 2 },
  { what: "503 with a web page", answer: afterwards(1, says(503), sends(FILE)), tries: 2 },
  {
    what: "a broken connection",
    answer: afterwards(1, (request) => request.socket.destroy(), sends(FILE)),
    tries: 2,
  },
])("https discovery tries again after $what", async ({ answer, tries }) => {
  await using server = await startFileServer(identity, answer);
  const { record } = await proposes(by(server, "/d.yaml", { timeoutMs: 1500 }));
  assert.equal(server.asked.length, tries);
  assert.match(record.of("waiting")[0]?.what ?? "", /discovery file at localhost/);
});

Deno.test("https discovery does not speak of the API server when the download fails", async () => {
  await using server = await startFileServer(identity, says(500));
  const { error } = await declines("server-error", by(server));
  assert.match(error.message, /^https:\/\/localhost:\d+\/d\.yaml answered with status 500$/);
  assert.match(error.hint, /curl/);
});

Deno.test("https discovery waits as long as Retry-After asks", async () => {
  const answer = afterwards(1, says(429, { "retry-after": "1" }), sends(FILE));
  await using server = await startFileServer(identity, answer);
  const { ms } = await proposes(by(server, "/d.yaml", { timeoutMs: 3000 }));
  assert.ok(ms >= 990 && ms < 2000, String(ms));
});

const slowly: Answer = (_request, response) => {
  response.write(FILE.slice(0, 10));
};
const withoutEnd: Answer = (_request, response) => {
  const chunk = "a".repeat(65_536);
  const timer = setInterval(() => response.write(chunk), 1);
  response.once("close", () => clearInterval(timer));
};

Deno.test.each<{ what: string; answer: Answer; code: ErrorCode; says: RegExp; tries?: number }>([
  { what: "404", answer: says(404), code: "download-failed", says: /status 404/ },
  { what: "403", answer: says(403), code: "download-failed", says: /status 403/ },
  { what: "204", answer: says(204), code: "download-failed", says: /status 204/ },
  { what: "206", answer: says(206), code: "download-failed", says: /status 206/ },
  { what: "a redirect to nowhere", answer: says(302), code: "download-failed", says: /302/ },
  {
    what: "a web page",
    answer: sends("<!DOCTYPE html>\n<html></html>"),
    code: "discovery-file-malformed",
    says: /web page/,
  },
  { what: "an empty file", answer: sends(""), code: "discovery-file-malformed", says: /document/ },
  {
    what: "2 MB",
    answer: sends("a".repeat(2_000_000)),
    code: "response-too-large",
    says: /more than 1024 KiB/,
  },
  {
    what: "a body without end",
    answer: withoutEnd,
    code: "response-too-large",
    says: /more than 1024/,
  },
  { what: "a slow body", answer: slowly, code: "server-silent", says: /did not finish/ },
  { what: "no answer", answer: () => {}, code: "server-silent", says: /did not answer/ },
])("https discovery makes $code of $what", async ({ answer, code, says }) => {
  await using server = await startFileServer(identity, answer);
  const { error, ms } = await declines(code, by(server));
  assert.match(error.message, says);
  assert.ok(ms < 1300, String(ms));
});
