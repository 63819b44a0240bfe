import assert from "node:assert/strict";
import { normalizeNodeName } from "../../../core/config/node_name.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each([
  ["worker-1", "worker-1"],
  ["Worker-1", "worker-1"],
  ["  node.example.com\n", "node.example.com"],
  ["localhost", "localhost"],
  ["1", "1"],
  ["a".repeat(64), "a".repeat(64)],
  ["a".repeat(253), "a".repeat(253)],
])("normalizeNodeName() takes %s", (text, name) => {
  assert.equal(normalizeNodeName(text), name);
});

Deno.test.each([
  ["", /no host name/],
  ["   ", /no host name/],
  ["foo_bar", /"foo_bar"/],
  ["-foo", /"-foo"/],
  ["foo-", /"foo-"/],
  ["foo.", /"foo\."/],
  [".foo", /"\.foo"/],
  ["foo..bar", /"foo\.\.bar"/],
  ["foo bar", /"foo bar"/],
  ["föö", /"föö"/],
  ["foo/../bar", /"foo/],
  ["a".repeat(254), /aaa/],
])('normalizeNodeName() refuses "%s"', (text, why) => {
  assert.match(throwsWith("node-name-invalid", () => normalizeNodeName(text)).message, why);
});
