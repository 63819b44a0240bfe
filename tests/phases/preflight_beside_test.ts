import assert from "node:assert/strict";
import { discovery } from "../../phases/discovery.ts";
import { preflight } from "../../phases/preflight.ts";
import { recorder } from "../core/kit/events.ts";
import { failsWith } from "../core/kit/errors.ts";
import { fakeServices, flagsFor, joining } from "../core/kit/joining.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { startControlPlane } from "../support/control_plane/mod.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** Preflight beside discovery, with every error of preflight's own put aside. */
async function lookAt(discoveryMs: number, arrange: "answers" | "black-hole") {
  await using cluster = await startControlPlane();
  if (arrange === "black-hole") cluster.connections.add({ kind: "black-hole" });
  await using root = await temporaryRoot();
  const record = recorder();
  const running = joining({
    root: root.path,
    phases: [preflight, discovery],
    flags: flagsFor(cluster, {
      ignorePreflightErrors: ["all"],
      timeout: [`discovery=${discoveryMs}ms`],
    }),
    services: fakeServices(),
    record,
  });
  if (arrange === "black-hole") await failsWith("server-silent", () => running);
  else await running;
  return record.of("check").map(({ check }) => check);
}

Deno.test("preflight looks at the way to the servers when discovery takes long", async () => {
  const checks = await lookAt(3000, "black-hole");
  assert.ok(checks.includes("EndpointName"), checks.join(" "));
});

Deno.test("preflight leaves the servers alone when discovery ends soon, well or not", async () => {
  for (const arrange of ["answers", "black-hole"] as const) {
    const checks = await lookAt(900, arrange);
    assert.ok(checks.includes("Swap"));
    assert.ok(!checks.includes("EndpointName"));
  }
});
