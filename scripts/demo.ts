/**
 * The main job, with everything it needs brought along: `deno task demo`. A stand-in control plane starts in
 * this process (real TLS, real signatures, certificates of a throw-away CA); a bare machine is a temporary
 * directory with a stand-in kubelet; and a real join runs between them. Nothing is left behind.
 */
import { runCommandLine } from "../core/cli/run.ts";
import type { JoinEvent } from "../core/engine/events.ts";
import { BUILD } from "../core/build_facts.ts";
import { createClock } from "../core/host/clock.ts";
import { createHost } from "../core/host/host.ts";
import { createResetHost } from "../core/host/reset_host.ts";
import { runtimeFacts } from "../core/host/runtime.ts";
import { createTerminal } from "../core/host/terminal.ts";
import { phases } from "../phases/manifest.ts";
import { plugins } from "../plugins/manifest.ts";
import { startControlPlane } from "../tests/support/control_plane/mod.ts";
import { createMachine } from "../tests/support/machine.ts";
import { printFacts } from "./demo/facts.ts";
import { freePort } from "../tests/support/free_port.ts";

async function demo(): Promise<number> {
  const terminal = createTerminal();
  await using machine = await createMachine({ kubeletFlags: ["--ready-after", "200"] });
  await using controlPlane = await startControlPlane({ healthzPort: freePort() });
  const args = [
    "join",
    controlPlane.endpoint,
    "--token",
    controlPlane.token,
    "--discovery-token-ca-cert-hash",
    controlPlane.pin,
    "--node-name",
    "demo-worker",
    "--wait",
    "ready",
    "--root",
    machine.root,
    // A kubelet may be running on this very machine: the stand-in does not need the port.
    "--ignore-preflight-errors",
    "Port-10250",
  ];
  terminal.out(
    `A control plane of Kubernetes ${controlPlane.version} stands in at ${controlPlane.url}\n`,
  );
  terminal.out(`A bare machine stands in at ${machine.root}\n\n`);
  terminal.out(`$ kubeworker ${shown(args, controlPlane.token)}\n`);
  const events: JoinEvent[] = [];
  const code = await runCommandLine({ ...terminal, args, columns: terminal.columns }, {
    phases,
    plugins,
    version: BUILD.version,
    facts: { ...BUILD, ...runtimeFacts() },
    clock: createClock(),
    async createHost(options) {
      const { services } = machine;
      const { emit } = options;
      const clock = createClock();
      return await createHost({
        ...options,
        services,
        emit(body) {
          events.push({ time: clock.now().toISOString(), elapsedMs: clock.elapsedMs(), ...body });
          emit(body);
        },
      });
    },
    createResetHost,
  });
  await printFacts(terminal, { events, requests: controlPlane.requests, root: machine.root });
  return code;
}

/** The command as it would be typed, without the secret. */
function shown(args: string[], token: string): string {
  const words = args.map((word) => word === token ? `${token.slice(0, 7)}…` : word);
  return words.map((word) => word.startsWith("--") ? `\\\n    ${word}` : word).join(" ");
}

if (import.meta.main) Deno.exit(await demo());
