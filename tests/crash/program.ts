/**
 * The real program, put together as main.ts does it, with eyes on every effect that it has on the world. It
 * runs as a process of its own, and is killed, or its disk fails, where `KUBEWORKER_CRASH` says so.
 */
import { BUILD } from "../../core/build_facts.ts";
import { runCommandLine } from "../../core/cli/run.ts";
import { createClock } from "../../core/host/clock.ts";
import { createHost } from "../../core/host/host.ts";
import { createResetHost } from "../../core/host/reset_host.ts";
import { runtimeFacts } from "../../core/host/runtime.ts";
import { createTerminal } from "../../core/host/terminal.ts";
import { phases } from "../../phases/manifest.ts";
import { plugins } from "../../plugins/manifest.ts";
import { createStandIn } from "../join/stand_in.ts";
import { createEffects, type Order } from "./effects.ts";
import { remoteServices } from "./service_manager.ts";
import { watchFiles } from "./watched_files.ts";
import { watchHost } from "./watched_host.ts";

const order: Order = JSON.parse(Deno.env.get("KUBEWORKER_CRASH") ?? "{}");
const effects = createEffects(order, function trace(effect) {
  Deno.writeTextFileSync(order.trace, `${JSON.stringify(effect)}\n`, { append: true });
});
const machine = { ...order, services: remoteServices(order.services) };
watchFiles(order.root, effects);
const terminal = createTerminal();
terminal.exit(
  await runCommandLine(terminal, {
    phases,
    plugins,
    version: BUILD.version,
    facts: { ...BUILD, ...runtimeFacts() },
    clock: createClock(),
    createHost: async (options) =>
      watchHost(await createStandIn(createHost, options, machine), effects),
    createResetHost: async (options) =>
      watchHost(await createStandIn(createResetHost, options, machine), effects),
  }),
);
