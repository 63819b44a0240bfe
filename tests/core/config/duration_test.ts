import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDuration, parseDuration } from "../../../core/config/duration.ts";

Deno.test.sanitizer({ ops: true, resources: true });

// From Go's own tests of time.ParseDuration.
Deno.test.each(
  [
    ["0", 0],
    ["5s", 5000],
    ["30s", 30_000],
    ["1478s", 1_478_000],
    ["-5s", -5000],
    ["+5s", 5000],
    ["-0", 0],
    ["+0", 0],
    ["5.0s", 5000],
    ["5.6s", 5600],
    ["5.s", 5000],
    [".5s", 500],
    ["1.0s", 1000],
    ["1.00s", 1000],
    ["1.004s", 1004],
    ["1.0040s", 1004],
    ["10ms", 10],
    ["12us", 0.012],
    ["12µs", 0.012],
    ["12μs", 0.012],
    ["11ns", 0.000011],
    ["14s", 14_000],
    ["15m", 900_000],
    ["16h", 57_600_000],
    ["3h30m", 12_600_000],
    ["10.5s4m", 250_500],
    ["-2m3.4s", -123_400],
    ["1h2m3s4ms5us", 3_723_004.005],
    ["39h9m14.425s", 140_954_425],
    ["5m0s", 300_000],
    ["1h0m0s", 3_600_000],
  ] as const,
)("parseDuration() reads %s as %d ms, as Go does", (text, ms) => {
  const read = parseDuration(text) ?? NaN;
  assert.ok(Math.abs(read - ms) < 1e-6, String(read));
});

Deno.test.each([
  [""],
  ["3"],
  ["300"],
  ["-"],
  ["s"],
  ["."],
  ["-."],
  [".s"],
  ["+.s"],
  ["1d"],
  ["1 h"],
  ["1h "],
  [" 1h"],
  ["1H"],
  ["1e3s"],
  ["0x1s"],
  ["--1s"],
  ["1h-30m"],
  ["5m5"],
  ["1,5s"],
  ["\x85\x85"],
  ["١s"],
])('parseDuration() refuses "%s", as Go does', (text) => {
  assert.equal(parseDuration(text), undefined);
});

Deno.test.each(
  [
    [0, "0s"],
    [1, "1ms"],
    [250, "250ms"],
    [999, "999ms"],
    [1000, "1s"],
    [1500, "1.5s"],
    [60_000, "1m0s"],
    [90_000, "1m30s"],
    [300_000, "5m0s"],
    [3_600_000, "1h0m0s"],
    [3_661_001, "1h1m1.001s"],
    [-5000, "-5s"],
    [0.25, "0.25ms"],
  ] as const,
)("formatDuration() writes %d ms as %s, as Go does", (ms, text) => {
  assert.equal(formatDuration(ms), text);
});

Deno.test("parseDuration() reads back what formatDuration() writes", () => {
  fc.assert(fc.property(fc.integer({ min: -1e10, max: 1e10 }), (ms) => {
    assert.ok(Math.abs((parseDuration(formatDuration(ms)) ?? NaN) - ms) < 1e-3);
  }));
});
