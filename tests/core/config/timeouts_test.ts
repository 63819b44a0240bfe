import assert from "node:assert/strict";
import {
  endless,
  readTimeouts,
  type TimeoutName,
  TIMEOUTS,
} from "../../../core/config/timeouts.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("readTimeouts() has a default for each wait", () => {
  const defaults = Object.fromEntries(Object.entries(TIMEOUTS).map(([name, { ms }]) => [name, ms]));
  assert.deepEqual(readTimeouts([]), defaults);
});

Deno.test("readTimeouts() takes settings; the last of a name counts", () => {
  const timeouts = readTimeouts(["discovery=30s", "tlsBootstrap=30m", "discovery=1h30m"]);
  assert.equal(timeouts.discovery, 5_400_000);
  assert.equal(timeouts.tlsBootstrap, 1_800_000);
  assert.equal(timeouts.nodeRegistration, TIMEOUTS.nodeRegistration.ms);
});

Deno.test("readTimeouts() takes 0 for a wait without end, where there may be one", () => {
  const names = Object.keys(TIMEOUTS) as TimeoutName[];
  assert.deepEqual(names.filter((name) => endless(name) !== undefined), [
    "discovery",
    "tlsBootstrap",
    "nodeRegistration",
    "configSource",
  ]);
  assert.equal(readTimeouts(["configSource=0"]).configSource, 0, "nobody waits for that one");
  const timeouts = readTimeouts(["tlsBootstrap=0", "discovery=0s", "nodeRegistration=0m0s"]);
  assert.equal(timeouts.tlsBootstrap, Infinity);
  assert.equal(timeouts.discovery, Infinity);
  assert.equal(timeouts.nodeRegistration, Infinity);
});

Deno.test.each<[string, RegExp, RegExp?]>([
  ["discovry=30s", /no timeout "discovry"/, /did you mean discovery\?/],
  ["Discovery=30s", /no timeout "Discovery"/, /did you mean discovery\?/],
  ["=30s", /no timeout ""/],
  ["30s", /no timeout "30s"/, /the names are: discovery, kubernetesAPICall/],
  ["toString=30s", /no timeout/],
  ["discovery", /"" as timeout discovery/],
  ["discovery=", /"" as timeout discovery/],
  ["discovery=30", /"30" as timeout/],
  ["kubernetesAPICall=0s", /above zero/],
  ["kubeletHealthCheck=0", /above zero/],
  ["discovery=-1s", /or 0 to wait without end/],
  ["discovery=soon", /"soon"/],
  ["discovery=30s=1", /discovery/],
  ["discovery = 30s", /discovery/],
])('readTimeouts() refuses "%s"', (setting, why, hint) => {
  const error = throwsWith("timeout-malformed", () => readTimeouts([setting]));
  assert.match(error.message, why);
  if (hint instanceof RegExp) assert.match(error.hint, hint);
});
