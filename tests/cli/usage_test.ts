import assert from "node:assert/strict";
import { resultOf, runProgram } from "./program.ts";

const HELP: readonly [name: string, args: string[], words: string[]][] = [
  ["--help", ["--help"], ["Usage: kubeworker", "join", "Example:"]],
  ["join --help", ["join", "--help"], ["--token <id.secret>", "Phases, in order", "tls-bootstrap"]],
  ["a phase's --help", ["join", "phase", "finalize", "--help"], ["--wait <for>"]],
];

for (const [name, args, words] of HELP) {
  Deno.test(`${name} goes to standard output and ends well`, async () => {
    const { code, stdout, stderr } = await runProgram(args);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    for (const word of words) assert.ok(stdout.includes(word), `"${word}" in:\n${stdout}`);
  });
}

for (const args of [["--version"], ["version"]]) {
  Deno.test(`${args[0]} is one line`, async () => {
    const { code, stdout, stderr } = await runProgram(args);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    assert.match(stdout, /^kubeworker \S+ \(commit \S+, .*deno 2\..*\)\n$/);
  });
}

const MISTAKES: readonly [name: string, args: string[], words: RegExp][] = [
  ["no arguments", [], /No command was given[^]*kubeworker join --help/],
  ["an unknown command", ["jion"], /jion[^]*did you mean "?join/i],
  ["an unknown phase", ["join", "phase", "finalise"], /finalise[^]*did you mean "?finalize/i],
  ["an unknown flag", ["join", "--tokn", "x"], /unknown option '--tokn'[^]*Did you mean --token/i],
  ["a flag without its value", ["join", "--token"], /argument missing/i],
  ["a further argument that is no server", ["join", "a:1", "b"], /"b"[^]*no port/],
  ["no phase", ["join", "phase"], /No phase was named[^]*preflight, discovery/],
  ["a value that is none of the choices", ["join", "--wait=long"], /"?long"?[^]*registered/],
  ["no server", ["join"], /endpoint-missing/],
  ["no token", ["join", "10.0.0.1:6443"], /token-missing/],
  ["a scheme", ["join", "https://10.0.0.1:6443/"], /scheme[^]*write 10\.0\.0\.1:6443 instead/],
  ["no port", ["join", "cluster.example"], /no port[^]*write cluster\.example:6443/],
  ["a path", ["join", "10.0.0.1:6443/api"], /path[^]*write 10\.0\.0\.1:6443 instead/],
  ["an IPv6 address without brackets", ["join", "2001:db8::1"], /\[2001:db8::1\]:6443/],
  ["a port that is none", ["join", "10.0.0.1:70000"], /"70000" is not a port/],
  ["a host that is none", ["join", "a_b:6443"], /"a_b" is not a host name/],
  ["a malformed pin", ["join", "a:1", "--discovery-token-ca-cert-hash", "md5:0"], /pin-malformed/],
  ["an unknown timeout", ["join", "a:1", "--timeout", "discovry=1s"], /did you mean discovery/],
  ["a duration without its unit", ["join", "a:1", "--timeout", "discovery=10"], /"10"/],
];

for (const [name, args, words] of MISTAKES) {
  Deno.test(`${name}: the error goes to standard error, with a hint and exit code 3`, async () => {
    const { code, stdout, stderr } = await runProgram(args);
    assert.match(stderr, words);
    assert.match(stderr, /^error: .+\n[^]*^ {2}hint: {2}.+\n {2}code: {2}.+\n$/m);
    assert.equal(stdout, "");
    assert.equal(code, 3);
  });
}

for (const args of [["join", "--nonsense", "-o", "json"], ["join", "a:1", "--output=json"]]) {
  Deno.test(`${args.slice(1).join(" ")}: the error is JSON, on standard output`, async () => {
    const ended = await runProgram(args);
    const { kind, ok, exitCode } = resultOf(ended);
    assert.deepEqual({ kind, ok, exitCode }, { kind: "result", ok: false, exitCode: 3 });
    assert.equal(ended.stderr, "");
    assert.equal(ended.code, 3);
  });
}
