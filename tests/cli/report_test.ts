import assert from "node:assert/strict";
import { Validator } from "@cfworker/json-schema";
import { madeReport } from "../core/cli/report/a_report.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { runProgram } from "./program.ts";

const PATH = "/var/lib/kubeworker/report.json";

Deno.test("kubeworker report shows the last join of a machine, in three forms", async () => {
  await using root = await temporaryRoot();
  const report = await madeReport();
  await root.put(PATH, JSON.stringify(report), 0o600);
  const at = ["report", "--root", root.path];
  const [text, json, page] = await Promise.all([
    runProgram(at),
    runProgram([...at, "-o", "json"]),
    runProgram([...at, "-o", "html"]),
  ]);
  assert.match(text.stdout, /^"worker-1" joined https:/);
  assert.deepEqual(JSON.parse(json.stdout), report);
  assert.match(page.stdout, /^<!doctype html>/);
  const named = await runProgram(["report", root.path + PATH]);
  assert.equal(named.stdout, text.stdout);
});

Deno.test("kubeworker report --schema prints the form that every report has", async () => {
  const { stdout, code } = await runProgram(["report", "--schema"]);
  assert.equal(code, 0);
  const validator = new Validator(JSON.parse(stdout), "2020-12");
  const report = await madeReport();
  assert.deepEqual(validator.validate(report).errors, []);
  assert.equal(validator.validate({ ...report, requests: [{}] }).valid, false);
});

Deno.test("kubeworker report says what is wrong with what it was given", async () => {
  await using root = await temporaryRoot();
  async function refused(...more: string[]): Promise<[unknown, string]> {
    const args = ["report", "--root", root.path, ...more];
    const { code, stderr } = await runProgram(args);
    assert.equal(code, 3);
    return [/code: {2}(\S+)/.exec(stderr)?.[1], stderr];
  }
  assert.equal((await refused())[0], "report-missing");
  await root.put(PATH, "no JSON");
  assert.equal((await refused())[0], "report-malformed");
  await root.put(PATH, JSON.stringify({ apiVersion: "report.kubeworker.dev/v9" }));
  assert.match((await refused())[1], /apiVersion: expected "report.kubeworker.dev\/v1"/);
  assert.match((await refused("-o", "xml"))[1], /there are: text, json, html/);
});
